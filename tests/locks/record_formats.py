"""``python -m tests.locks.record_formats``: asks every manager about lockfiles that another version of it has made.

Writes ``recorded/formats.json``: by the lockfile's manager, the format that it states, and the version asked.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from buildcheck.load import load
from tests.locks.managers import OLD_TOOLS, TOOLS, Tool, environment, install, run
from tests.locks.projects import project
from tests.locks.record import RECORDED, said, write
from tests.locks.registry import serve


def made_by(tool: Tool, env: Mapping[str, str], scratch: Path) -> tuple[str, bytes]:
    """Make a lockfile; give the format that it states, and its content."""
    folder = scratch / "made"
    shutil.rmtree(folder, ignore_errors=True)
    write(project("single", tool.family), folder)
    passed, text = run(tool.make, folder, env)
    lockfile = folder / tool.lockfile
    if not passed or not lockfile.exists():
        raise SystemExit(f"{tool.id} makes no lockfile:\n{text}")
    with load(folder) as here:
        return here.lockfiles[0].format, lockfile.read_bytes()


def asked(tool: Tool, env: Mapping[str, str], lockfile: str, content: bytes, folder: Path) -> str:
    """Ask a manager to install with the lockfile of another version, frozen."""
    shutil.rmtree(folder, ignore_errors=True)
    write(project("single", tool.family), folder)
    (folder / lockfile).write_bytes(content)
    passed, text = run(tool.frozen, folder, env)
    return "accepted" if passed else said(text, str(folder), env["npm_config_registry"])


def main() -> None:
    """Ask all of them."""
    tools = Path(tempfile.gettempdir(), "buildcheck-managers")
    found: dict[str, dict[str, dict[str, str]]] = {}
    with serve() as address, tempfile.TemporaryDirectory() as scratch:
        every = (*OLD_TOOLS, *TOOLS)
        envs = {each.id: environment(address, Path(scratch, "home"), install(each, tools)) for each in every}
        for made in every:
            stated, content = made_by(made, envs[made.id], Path(scratch))
            answers = found.setdefault(made.name, {}).setdefault(stated, {})
            for tool in every:
                if tool.name == made.name and tool.version not in answers:
                    env, folder = envs[tool.id], Path(scratch, "asked")
                    answers[tool.version] = asked(tool, env, made.lockfile, content, folder)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (RECORDED / "formats.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
