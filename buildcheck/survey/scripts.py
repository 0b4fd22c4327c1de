"""The scripts of the app's manifest -> all that each of them runs, in order: ``pre`` and ``post`` scripts, and those
that it calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from buildcheck.model.invocation import Invocation
from buildcheck.model.project import Manifest, Project
from buildcheck.survey.invocations import invocations

_MAX_DEPTH = 6
_MAX_COMMANDS = 500


def script_runs(project: Project) -> dict[str, tuple[Invocation, ...]]:
    """Give for each script of the app's manifest the commands that it runs in the end. Without a script ``build`` it is
    what hosts run for the framework, and nothing for one that is not known."""
    framework = project.framework.name if project.framework else ""
    default = (Invocation(words=(framework, "build")),) if framework in ("next", "vite") else ()
    return {"build": default, **_runs(project.manifest)}


def _runs(manifest: Manifest) -> dict[str, tuple[Invocation, ...]]:
    parsed = {
        name: tuple(msgspec.structs.replace(each, script=name, at=manifest.at("scripts", name)) for each in found)
        for name, found in ((name, invocations(text)) for name, text in manifest.scripts.items())
    }
    return {name: tuple(_expanded(name, parsed, 0))[:_MAX_COMMANDS] for name in parsed}


def _expanded(name: str, parsed: Mapping[str, tuple[Invocation, ...]], depth: int) -> Iterator[Invocation]:
    for part in (f"pre{name}", name, f"post{name}") if depth < _MAX_DEPTH else ():
        for each in parsed.get(part, ()):
            called = [inner for inner in each.calls() if each.folder == "." and inner in parsed and inner != part]
            if not called:
                yield each
            for inner in called:
                for found in _expanded(inner, parsed, depth + 1):
                    certain = each.certain and found.certain
                    yield msgspec.structs.replace(found, env={**each.env, **found.env}, certain=certain)
