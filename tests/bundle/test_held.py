"""Which values of this machine a bundle is searched for."""

from __future__ import annotations

from pathlib import Path

from buildcheck.bundle.held import held_secrets
from buildcheck.load.dotenv.dialect import dialect_of


def held(home: Path, project: Path, **environ: str) -> set[str]:
    return set(held_secrets((project,), {"HOME": str(home), **environ}, dialect_of(None)).values())


def test_the_shell_the_settings_and_the_env_files(tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    home.mkdir()
    project.mkdir()
    (home / ".npmrc").write_text("//registry.example.test/:_authToken=n4Rt6Yu8Io0Pa2Sd\nregistry=https://a.test/\n")
    (project / ".env.local").write_text("API_KEY=l7Kj5Hg3\nDATABASE_URL=postgres://u:p4ss@127.0.0.1/x\nTITLE=Shop\n")
    (project / ".env.example").write_text("API_KEY=another\n")
    found = held(home, project, GITHUB_TOKEN="t0ken", LANG="C.UTF-8", SSH_AUTH_SOCK="/tmp/x", NEXT_PUBLIC_KEY="open")
    # Of an address the password: the rest of it says nothing, and things are said about it.
    assert found == {"n4Rt6Yu8Io0Pa2Sd", "l7Kj5Hg3", "p4ss", "t0ken"}


def test_what_can_not_be_read_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").mkdir()
    (tmp_path / ".env").mkdir()
    assert held(tmp_path, tmp_path) == set()
    assert held(tmp_path / "absent", tmp_path / "absent") == set()
