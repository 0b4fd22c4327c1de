"""The file of ``--env file:``, read as the project's framework reads its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.errors import UsageError
from buildcheck.model.settings import Settings
from buildcheck.pipeline.plan import make_plan_of

REFERS_TO_ITSELF = "A_B=$A_B\nC_D=1\n"


def project(folder: Path, dependency: str) -> Path:
    (folder / "package.json").write_text(f'{{ "name": "demo", "dependencies": {{ {dependency} }} }}', "utf-8")
    (folder / "of-mine").write_text(REFERS_TO_ITSELF, "utf-8")
    return folder


def test_of_vite(tmp_path: Path) -> None:
    folder = project(tmp_path, '"vite": "7.1.12"')
    _, plan = make_plan_of(folder, Settings(env=f"file:{folder / 'of-mine'}"))
    assert plan.environment_names == ("A_B", "C_D")


def test_of_next(tmp_path: Path) -> None:
    folder = project(tmp_path, '"next": "15.5.6"')
    with pytest.raises(UsageError, match=r"can't be read"):
        make_plan_of(folder, Settings(env=f"file:{folder / 'of-mine'}"))
