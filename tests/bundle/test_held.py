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
    (home / ".npmrc").write_text("//registry.example.test/:_authToken=n4Rt/6Yu8Io0\nregistry=https://a.test/\n")
    (home / ".gitconfig").write_text("[user]\n\tname = ann1234567890x\n\temail = ann@shop.test\n")
    (project / ".git").mkdir()
    (project / ".git/config").write_text('[remote "origin"]\n\turl = https://ann:g1t-p4ss@code.test/a.git\n')
    (project / ".env.local").write_text("API_KEY=l7Kj5Hg3\nDATABASE_URL=postgres://u:p4%40ss@127.0.0.1/x\nTITLE=Shop\n")
    (project / ".env.example").write_text("API_KEY=another\n")
    shaped = "gh" + "p_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    found = held(
        home,
        project,
        DEPLOYER=shaped,
        GITHUB_TOKEN="t0ken",
        LANG="C.UTF-8",
        SSH_AUTH_SOCK="/tmp/x",
        NEXT_PUBLIC_KEY="open",
    )
    # Of an address the password: the rest of it says nothing, and things are said about it.
    # It is looked for as it is written, and as it is meant.
    passwords = {"p4%40ss", "p4@ss", "g1t-p4ss"}
    assert found == {"n4Rt/6Yu8Io0", "l7Kj5Hg3", "t0ken", shaped, *passwords}


def test_what_can_not_be_read_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / ".npmrc").mkdir()
    (tmp_path / ".env").mkdir()
    assert held(tmp_path, tmp_path) == set()
    assert held(tmp_path / "absent", tmp_path / "absent") == set()
