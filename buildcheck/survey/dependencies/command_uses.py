"""The scripts of the manifests -> the commands that they call, each with why its script is run."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.load.paths import parent
from buildcheck.model.dependencies import CommandUse, Need
from buildcheck.model.project import Manifest, Project
from buildcheck.survey.dependencies.called_scripts import Call, calls
from buildcheck.survey.dependencies.known_commands import is_system, providers

_INSTALL = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_ENTRIES: tuple[tuple[Need, tuple[str, ...]], ...] = (("build", ("build",)), ("start", ("start",)))
_BY_NAME: tuple[tuple[Need, tuple[str, ...]], ...] = (
    ("lint", ("lint", "format", "prettier", "fmt", "stylelint", "commit", "husky", "check-format")),
    ("test", ("test", "e2e", "coverage", "vitest", "jest", "cypress", "playwright")),
)


def command_uses(project: Project) -> tuple[CommandUse, ...]:
    """Give the commands of the app's scripts, and those that the install runs at the root of its workspace."""
    found = list(_uses(project.manifest, build=True))
    if project.root_manifest.path != project.manifest.path:
        found += [each for each in _uses(project.root_manifest, build=False) if each.needed == "install"]
    return tuple(found)


def _uses(manifest: Manifest, *, build: bool) -> Iterator[CommandUse]:
    called = {name: calls(manifest, name) for name in manifest.scripts}
    needs = _needs(manifest, called, build=build)
    for name, found in called.items():
        needed = needs.get(name) or _by_name(name)
        named = dict.fromkeys((each.command or each.manager or "", each.downloads) for each in found)
        for command, downloads in named:
            if command and not is_system(command):
                yield CommandUse(
                    command=command,
                    script=name,
                    folder=parent(manifest.path),
                    needed=needed,
                    at=manifest.at("scripts", name),
                    providers=providers(command),
                    downloads=downloads,
                )


def _needs(manifest: Manifest, called: dict[str, tuple[Call, ...]], *, build: bool) -> dict[str, Need]:
    """Say why a clean machine runs each script, the weightiest reason first."""
    found: dict[str, Need] = {}
    for need, entries in (
        ((*_ENTRIES[:1],) if build else ()) + (("install", _INSTALL),) + (_ENTRIES[1:] if build else ())
    ):
        waiting = [name for entry in entries for name in _with_hooks(entry)]
        while waiting:
            name = waiting.pop(0)
            if name in manifest.scripts and name not in found:
                found[name] = need
                waiting += [hook for each in called[name] if each.script for hook in _with_hooks(each.script)]
    return found


def _with_hooks(script: str) -> tuple[str, str, str]:
    return f"pre{script}", script, f"post{script}"


def _by_name(script: str) -> Need:
    return next((need for need, words in _BY_NAME if any(word in script for word in words)), "dev")
