"""The form of ``fixtures/explained--<kind>-<case>/``: a project that builds on a described machine and nowhere else.

``project/`` is what git holds. The test copies it into a home folder of its own and commits it; ``machine.sh``
(``sh -eu``) then runs in the copy as the developer's hands and makes the machine: files that git ignores, ``npm ci``,
packages installed beside the lockfile, ``~/.npmrc``. There ``$HOME`` is empty but for the project, ``PATH`` is
``$HOME/.global/bin`` and the system's, and ``npm install --global --prefix ~/.global mkdirp@3.0.1`` installs a program
for all projects. Nothing of the machine that runs the tests shows through but its registry and, where ``machine.sh``
installs no other one (``npm install --global --prefix ~/.global node@18.20.8``), its Node.

``explained.json`` says what the answer must be (`ExplainedCase`). Keep projects tiny: a ``build.js`` that needs the
thing says as much as a Next.js app, and builds in a second. Secrets hold ``hunter2hunter2``, which must come out
nowhere. Where packages are needed, take those of ``explained--package-left-over``, whose tree other cases have
installed already. ``{host}`` stands for a host that a build may not reach unless it is allowed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import msgspec

from buildcheck.model.explanation import ExplanationState
from tests.cases import FIXTURES, REGISTRY, registry
from tests.observe.machines import Developer

HOST = "{host}"


class ExplainedCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``cause`` are the subjects of the smallest set, in any order; ``builds`` is the largest number of builds beside
    the clean one that may be spent. ``sentence`` and ``fix`` are texts that answer and fixes contain. ``environ`` is
    set in the developer's shell.
    ``impossible`` are texts, one for each difference that must be named as not tried."""

    title: str
    why: str
    state: ExplanationState = "explained"
    fails: str = "clean"
    cause: tuple[str, ...] = ()
    builds: int = 12
    sentence: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    environ: dict[str, str] = {}
    impossible: tuple[str, ...] = ()


def explained_names() -> tuple[str, ...]:
    """Give the names of all cases."""
    return tuple(sorted(file.parent.name for file in FIXTURES.glob("explained--*/explained.json")))


def read_explained(name: str) -> ExplainedCase:
    """Read one case.

    Raises:
        msgspec.ValidationError: its ``explained.json`` is not exactly a case.
    """
    text = (FIXTURES / name / "explained.json").read_text("utf-8")
    return msgspec.json.decode(text.replace(HOST, other_host()) if HOST in text else text, type=ExplainedCase)


@cache
def other_host() -> str:
    """Give a host that can be reached from here and that no package manager for Node needs: Python's package index."""
    asked = [
        (sys.executable, "-m", "pip", "config", "get", "global.index-url"),
        (sys.executable, "-m", "pip", "install", "--help"),
    ]
    said = [subprocess.run(each, capture_output=True, text=True, check=False).stdout for each in asked]
    return next(str(host) for text in said for host in re.findall(r"https://(?:[^/@\s]*@)?([\w.-]+)/", text))


def machine_of(name: str, root: Path) -> Developer:
    """Make the machine of a case in the empty folder ``root``."""
    developer = Developer(root, before=(root / "home/.global/bin",), environ=dict(read_explained(name).environ))
    shutil.copytree(FIXTURES / name / "project", developer.project, symlinks=True, dirs_exist_ok=True)
    for lockfile in developer.project.glob("yarn.lock"):
        lockfile.write_text(lockfile.read_text("utf-8").replace(REGISTRY, registry()), "utf-8")
    for script in developer.project.glob("build.js"):
        text = script.read_text("utf-8")
        if HOST in text:
            script.write_text(text.replace(HOST, other_host()), "utf-8")
    developer.commit()
    script = FIXTURES / name / "machine.sh"
    if script.exists():
        developer.run("sh", "-eu", str(script))
    return developer
