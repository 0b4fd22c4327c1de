"""Our comparison of lockfiles against the managers' own, over all that was recorded (``record.py``)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from buildcheck.load import load
from buildcheck.plan.ranges import satisfies
from buildcheck.survey.locks.compare import lock_differences
from tests.locks.changes import changed, changed_lockfile, changes, edits
from tests.locks.managers import TOOLS, Tool
from tests.locks.record import RECORDED, write

_NO_LINKS = "npm knows no `link:` at all: that is no difference between the lockfile and the manifest"
_MARKS = "it resolves the marks of a merge by itself; lockfile-unreadable tells of them as a warning"
_REGISTRY = "whether the newest version that the specifier allows is the locked one, only the registry knows"
_PLATFORM = "it refuses the package that the resolution names, which is for another system"

# Where we say something else than the manager (manager, change), with the reason.
KNOWN: dict[tuple[str, str], str] = {
    **dict.fromkeys([(f"npm-{each}", "linked folder") for each in ("10.9.9", "11.21.2")], _NO_LINKS),
    **dict.fromkeys([(f"npm-{each}", "marks of a merge") for each in ("10.9.9", "11.21.2")], _MARKS),
    **dict.fromkeys([(f"pnpm-{each}", "marks of a merge") for each in ("9.15.9", "10.34.9")], _MARKS),
    **dict.fromkeys([("bun-1.3.14", each) for each in ("wider", "any", "tag", "tag of the locked")], _REGISTRY),
    **dict.fromkeys([("bun-1.4.5", each) for each in ("tag", "tag of the locked")], _REGISTRY),
    ("yarn-1.22.22", "linked folder"): "links are not in its lockfile, so that a new one can't be told from an old one",
    ("yarn-1.22.22", "override of what is locked otherwise"): _PLATFORM,
    ("yarn-1.22.22", "override added that changes nothing"): _PLATFORM,
    **dict.fromkeys(
        [(f"npm-{each}", "lockfile with another version below") for each in ("10.9.9", "11.21.2")],
        "npm accepted a locked version that the override excludes, and no reason was found; it is told as a difference",
    ),
}


@cache
def recorded(tool: str) -> dict[str, Any]:
    """What was recorded of a manager, by project."""
    found: dict[str, Any] = json.loads((RECORDED / f"{tool}.json").read_text("utf-8"))["projects"]
    return found


CASES = [
    pytest.param(tool, name, change, id=f"{tool.id}-{name}-{change}")
    for tool in TOOLS
    for name, of in recorded(tool.id).items()
    for change in of["answers"]
]


def differences(tool: Tool, name: str, change: str, folder: Path) -> tuple[tuple[str, ...], bool]:
    """Say what we find between the manifests and the lockfile after a change, and whether anything of it is certain."""
    text = recorded(tool.id)[name]["lockfile"]
    write(changed(name, tool.family, change), folder)
    (folder / tool.lockfile).write_text(changed_lockfile(name, tool.family, change, text), "utf-8")
    with load(folder) as project:
        unreadable = [each.message for each in project.source.remarks if each.kind == "lockfile-unreadable"]
        found = lock_differences(project).get(tool.lockfile, ())
    minding = [each for each in found if each.versions is None or satisfies(tool.version, each.versions)]
    words = (*unreadable, *(each.words for each in minding))
    return words, bool(unreadable) or any(each.certain for each in minding)


@pytest.mark.parametrize(("tool", "name", "change"), CASES)
def test_we_say_what_the_manager_says(tool: Tool, name: str, change: str, tmp_path: Path) -> None:
    answer = recorded(tool.id)[name]["answers"][change]
    ours, certain = differences(tool, name, change, tmp_path / "app")
    agreed = not certain if answer == "accepted" else bool(ours)
    if (tool.id, change) in KNOWN:
        assert not agreed, "it is no longer a disagreement: take it off the list"
    else:
        assert agreed, f"{tool.id}: {answer}; we: {ours}"


@pytest.mark.parametrize("tool", TOOLS, ids=lambda each: each.id)
def test_every_change_was_recorded(tool: Tool) -> None:
    for name, of in recorded(tool.id).items():
        assert of["answers"].keys() == {*changes(name, tool.family), *edits(name, tool.family)}
