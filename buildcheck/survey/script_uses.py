"""Which files of the source are run as programs: by scripts of manifests, by Dockerfiles, by git hooks of husky."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from buildcheck.model.command import Command
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.project import Project
from buildcheck.model.survey import ScriptUse

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", ".", "source", "/bin/sh", "/bin/bash"})
# An image copies scripts to places of its own; the name is what can be followed.
_MOST_MATCHES = 1


def script_uses(
    project: Project, commands: tuple[Command, ...], deployments: tuple[Deployment, ...] = ()
) -> tuple[ScriptUse, ...]:
    """Give the uses of files of the source."""
    paths = {each.path for each in project.source.entries if each.kind == "file"}
    return (*_of_scripts(paths, commands), *_of_images(paths, deployments))


def _of_scripts(paths: set[str], commands: tuple[Command, ...]) -> Iterator[ScriptUse]:
    for command in commands:
        folder = posixpath.join(posixpath.dirname(command.at.path), command.run.folder or "?")
        for name, direct in _run(command.words):
            path = posixpath.normpath(posixpath.join(folder, name))
            if path in paths:
                by = f"the script `{command.script}`"
                yield ScriptUse(path=path, by=by, direct=direct, needed=command.needed, at=command.at)


def _run(words: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Give the file that a command runs, and whether by its own name."""
    if not words:
        return
    if "/" in words[0]:
        yield words[0], True
    elif words[0] in _SHELLS:
        yield from ((word, False) for word in words[1:2] if not word.startswith("-"))


def _of_images(paths: set[str], deployments: tuple[Deployment, ...]) -> Iterator[ScriptUse]:
    for deployment in deployments:
        modes = _made_executable(deployment)
        for each in deployment.instructions:
            if each.name not in ("RUN", "CMD", "ENTRYPOINT"):
                continue
            for name, direct in _run_by(each):
                same = [path for path in paths if posixpath.basename(path) == posixpath.basename(name)]
                if len(same) <= _MOST_MATCHES:
                    executable = posixpath.basename(name) in modes
                    yield from (
                        ScriptUse(
                            path=path, by=f"{each.name} of the image", direct=direct and not executable, at=each.at
                        )
                        for path in same
                    )


def _run_by(instruction: Instruction) -> Iterator[tuple[str, bool]]:
    yield from _run(instruction.words)
    for each in instruction.commands:
        yield from _run(each.words)


def _made_executable(deployment: Deployment) -> set[str]:
    """Give the names that a ``chmod`` of the image or of a COPY makes executable."""
    found: set[str] = set()
    for each in deployment.instructions:
        if each.name == "RUN" and "chmod" in each.text:
            found |= {posixpath.basename(word) for word in each.text.split()}
        elif each.name in ("COPY", "ADD") and "chmod" in each.flags:
            found |= {posixpath.basename(word) for word in each.words}
    return found
