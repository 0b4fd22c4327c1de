"""The Debian base where its mirror is in the way; that it works is shown by the contract tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.engines.docker import image_base
from buildcheck.errors import TransientError


@pytest.mark.skipif(bool(image_base.lacking()), reason=f"this machine lacks {', '.join(image_base.lacking())}")
def test_a_mirror_that_does_not_answer_may_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    said: list[str] = []
    with (
        pytest.raises(TransientError, match="could not be downloaded"),
        image_base.root_tar(tmp_path, "slim", said.append),
    ):
        pytest.fail("there is nothing to pack")
    assert str(tmp_path) not in Path("/proc/mounts").read_text()


def test_a_machine_without_the_tools_is_told_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert any("debootstrap" in each for each in image_base.lacking())
