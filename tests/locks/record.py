"""``python -m tests.locks.record [MANAGER…]``: asks the real managers, and writes ``tests/locks/recorded/*.json``.

For every project a manager makes the lockfile; for every change it is asked, with that lockfile frozen, whether it
installs. Both are kept, so that the suite needs no manager. The managers come from the npm registry, what they
install from a registry of our own.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.locks.changes import changed, changed_lockfile, changes, edits
from tests.locks.managers import TOOLS, Tool, environment, install, run
from tests.locks.projects import Tree, project, projects
from tests.locks.registry import serve

RECORDED = Path(__file__).parent / "recorded"
_ADDRESS = "https://registry.example.test"
_SAID = re.compile(
    r"(?:Missing|Invalid): .*|ERR_PNPM_\w+.*|YN00(?:28|01|13|18|22|80|87).*|.*frozen.*|error: .*|npm error code \w+"
)


def write(tree: Tree, folder: Path) -> None:
    """Write files below ``folder``."""
    for path, content in tree.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content, indent=2) + "\n", "utf-8")


def record(tool: Tool, env: Mapping[str, str], address: str, scratch: Path) -> dict[str, object]:
    """Ask one manager about every change; give its lockfiles and its answers."""
    found: dict[str, object] = {}
    for name in projects(tool.family, tool.version):
        base = _folder(scratch / "base", project(name, tool.family))
        passed, text = run(tool.make, base, env)
        lockfile = base / tool.lockfile
        if not passed or not lockfile.exists():
            raise SystemExit(f"{tool.id} makes no lockfile of {name}:\n{text}")
        text = lockfile.read_text("utf-8")
        answers = {}
        for change in (*changes(name, tool.family), *edits(name, tool.family)):
            folder = _folder(scratch / "changed", changed(name, tool.family, change))
            edited = changed_lockfile(name, tool.family, change, text)
            (folder / tool.lockfile).write_text(edited, "utf-8")
            passed, output = run(tool.frozen, folder, env)
            answers[change] = "accepted" if passed else said(output, str(folder), address)
            sys.stderr.write(f"{tool.id:16} {name:11} {change:40} {answers[change]}\n")
        found[name] = {"lockfile": text.replace(address, _ADDRESS), "answers": answers}
    return found


def _folder(folder: Path, tree: Tree) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write(tree, folder)
    return folder


def said(text: str, folder: str, address: str) -> str:
    """Give the lines of a refusal that tell why, without what is of this machine."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", text).replace(folder, "").replace(address, _ADDRESS)
    plain = re.sub(r"/(?:tmp|var)/\S*", "…", plain)
    lines = [each.strip()[:160] for each in _SAID.findall(plain)]
    return "refused: " + " | ".join(dict.fromkeys(lines or [plain.strip()[-160:]]))[:200]


def main() -> None:
    """Record the managers that are named, or all."""
    wanted = sys.argv[1:]
    RECORDED.mkdir(exist_ok=True)
    tools = Path(tempfile.gettempdir(), "buildcheck-managers")
    for tool in TOOLS:
        if wanted and tool.id not in wanted and tool.name not in wanted:
            continue
        commands = install(tool, tools)
        with serve() as address, tempfile.TemporaryDirectory() as scratch:
            env = environment(address, Path(scratch, "home"), commands)
            found = record(tool, env, address, Path(scratch))
        text = json.dumps({"tool": tool.id, "projects": found}, indent=1, ensure_ascii=False)
        (RECORDED / f"{tool.id}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
