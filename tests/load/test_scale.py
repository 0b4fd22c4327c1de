"""A repository of 100,000 files. The bound is generous: what it catches is work that grows with the square."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from buildcheck.load import load
from tests.load.conftest import Content, git

Make = Callable[[dict[str, Content]], Path]
COUNT = 100_000


def test_100_000_files(repo: Make) -> None:
    top = repo({"package.json": '{"dependencies": {"next": "15"}, "workspaces": ["p/*"]}'})
    for number in range(COUNT // 1000):
        (top / f"f{number}").mkdir()
        for each in range(1000):
            (top / f"f{number}/{each}.ts").touch()
    git(top, "add", "-A")
    started = time.process_time()
    with load(top) as project:
        assert len(project.source.entries) == COUNT + 1
    spent = time.process_time() - started
    assert spent < 20
