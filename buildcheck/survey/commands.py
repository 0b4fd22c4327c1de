"""The scripts of the manifests -> the commands that they run, and which of them a clean machine runs."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Literal

from buildcheck.model.command import Command
from buildcheck.model.invocation import Invocation
from buildcheck.model.project import Manifest, Project
from buildcheck.survey.invocations import invocations

Stage = Literal["install", "build", "start"]

_INSTALL = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
# Vercel runs `vercel-build` instead of `build` where it is there (https://vercel.com/docs/builds/configure-a-build).
_BUILD = ("build", "vercel-build", "now-build")
_START = ("start",)


def commands(project: Project) -> tuple[Command, ...]:
    """Give the commands of all scripts of the app, the install root and the workspace members."""
    found = (project.manifest, project.root_manifest, *project.member_manifests)
    manifests = {each.path: each for each in found}
    return tuple(command for each in manifests.values() for command in _commands(project, each))


def _commands(project: Project, manifest: Manifest) -> Iterator[Command]:
    parsed = {name: invocations(text) for name, text in manifest.scripts.items()}
    needed = _needed(manifest, parsed, is_app=manifest.path == project.manifest.path)
    for name, text in manifest.scripts.items():
        for each in parsed[name]:
            yield Command(
                script=name,
                text=text,
                run=each,
                needed=needed.get(name),
                at=manifest.at("scripts", name),
            )


def _needed(manifest: Manifest, parsed: dict[str, tuple[Invocation, ...]], *, is_app: bool) -> dict[str, Stage]:
    """Say which stage runs each script, the earliest that does."""
    found: dict[str, Stage] = {}
    stages: tuple[tuple[Stage, tuple[str, ...]], ...] = (("install", _INSTALL), ("build", _BUILD), ("start", _START))
    for stage, entries in stages if is_app else stages[:1]:
        waiting = [name for entry in entries for name in (f"pre{entry}", entry, f"post{entry}")]
        while waiting:
            name = waiting.pop()
            if name in found or name not in manifest.scripts:
                continue
            found[name] = stage
            for called in _called(parsed[name], manifest):
                waiting += [f"pre{called}", called, f"post{called}"]
    return found


def _called(runs: tuple[Invocation, ...], manifest: Manifest) -> Iterator[str]:
    """Give the scripts of the same manifest that these run; a name may be a pattern (``run-s build:*``)."""
    for each in runs:
        for wanted in each.calls() if each.folder == "." else ():
            yield from (name for name in manifest.scripts if fnmatchcase(name, wanted))
