"""A hostile project folder, given to the command itself: nothing of it runs here, and no file of this machine gets
into the sandbox."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LOCK = '{"name":"trap","lockfileVersion":3,"requires":true,"packages":{"":{"name":"trap"}}}'


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.test", "-c", "core.hooksPath=/dev/null")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def project(folder: Path, build: str) -> Path:
    folder.mkdir()
    manifest = {"name": "trap", "private": True, "scripts": {"build": build}}
    (folder / "package.json").write_text(json.dumps(manifest))
    (folder / "package-lock.json").write_text(LOCK)
    return folder


def buildcheck(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "buildcheck", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


@pytest.mark.parametrize("source", ["working-tree", "head"])
def test_git_s_settings_run_nothing_here(tmp_path: Path, source: str) -> None:
    folder = project(tmp_path / "project", "true")
    proof = tmp_path / "ran"
    trap = tmp_path / "project" / "trap.sh"
    trap.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{proof}'\ncat\n")
    trap.chmod(0o755)
    (folder / ".gitattributes").write_text("* filter=trap diff=trap\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "everything")
    settings = {
        "core.fsmonitor": trap,
        "core.pager": trap,
        "core.sshCommand": trap,
        "core.askPass": trap,
        "core.hooksPath": folder,
        "core.gitProxy": trap,
        "core.alternateRefsCommand": trap,
        "filter.trap.clean": trap,
        "filter.trap.smudge": trap,
        "filter.trap.process": trap,
        "diff.trap.command": trap,
        "diff.trap.textconv": trap,
        "diff.external": trap,
        "gpg.program": trap,
        "credential.helper": trap,
        "alias.ls-files": f"!{trap}",
    }
    for key, value in settings.items():
        git(folder, "config", key, str(value))
    for hook in ("post-index-change", "post-checkout", "reference-transaction"):
        (folder / hook).symlink_to(trap)
    (folder / "package.json").write_text((folder / "package.json").read_text() + "\n")
    proof.unlink(missing_ok=True)
    done = buildcheck("plan", str(folder), "--source", source)
    assert done.returncode == 0, done.stderr
    assert not proof.exists(), proof.read_text()


@pytest.mark.engine
@pytest.mark.network
def test_links_are_links_in_the_sandbox_and_odd_names_arrive(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("host-canary")
    look = 'cat file-link folder-link/secret up 2>&1; ls | wc -l; test ! -e "$(readlink file-link)" && echo apart'
    folder = project(tmp_path / "project", "sh look.sh")
    (folder / "look.sh").write_text(f"{look}\nexit 1\n")
    (folder / "file-link").symlink_to(secret)
    (folder / "folder-link").symlink_to(tmp_path)
    (folder / "up").symlink_to("../secret")
    for name in ("-rf", "two\nlines", "esc\x1b[2J", "--checkpoint-action=exec=sh"):
        (folder / name).write_text(name)
    (Path(os.fsencode(folder).decode()) / os.fsdecode(b"not-\xff\xfe")).write_text("x")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "everything")
    answer = tmp_path / "report.json"
    done = buildcheck("verify", str(folder), "--engine", "docker", "-q", "--format", f"json={answer}")
    assert answer.exists(), done.stderr
    log = json.loads(answer.read_text())["builds"][0]["steps"][-1]["log"]
    assert "host-canary" not in log + done.stdout + answer.read_text()
    assert "apart" in log
    assert "\n12\n" in log, log
    assert "\x1b[2J" not in done.stdout
