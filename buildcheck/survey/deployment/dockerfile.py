"""A Dockerfile -> a `Deployment`: its instructions in order, each with what it means in its stage.

Broken lines give instructions that mean nothing; they never end the reading.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from buildcheck.load.files import Files
from buildcheck.model.deployment import Copied, Instruction
from buildcheck.model.invocation import Invocation
from buildcheck.model.value import At
from buildcheck.survey.deployment.dockerfile_lines import Line, logical_lines
from buildcheck.survey.deployment.dockerfile_words import filled, json_form, split_flags, words
from buildcheck.survey.deployment.image_layout import Copier, Layout, folder_at
from buildcheck.survey.deployment.variables import keeps_value
from buildcheck.survey.invocations import invocations, invocations_of_words

MAX_BYTES = 256 * 1024
_MAX_STAGES = 200
_FILLED = frozenset({"ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "USER", "WORKDIR"})
_JSON = frozenset({"RUN", "CMD", "ENTRYPOINT", "COPY", "ADD"})
_RUNNING = frozenset({"RUN", "CMD", "ENTRYPOINT"})
# Images whose working directory is not "/" (the image's own Dockerfile: oven-sh/bun, dockerhub/debian/Dockerfile).
_WORKDIRS = {"oven/bun": "/home/bun/app"}


class _Stage:
    """What is known of a stage while its lines are read."""

    def __init__(self, base: _Stage | None = None, workdir: str = "/") -> None:
        self.workdir: str = base.workdir if base else workdir
        self.layout: Layout = list(base.layout) if base else []
        # Arguments end with their stage; what ENV sets lives on in stages that are based on it.
        self.arguments: dict[str, str] = {}
        self.environment: dict[str, str] = dict(base.environment) if base else {}

    @property
    def variables(self) -> dict[str, str]:
        return {**self.arguments, **self.environment}


def read_dockerfile(files: Files, path: str, context: str) -> tuple[Instruction, ...]:
    """Give the instructions of the Dockerfile at ``path``, built in ``context``; none if it can't be read."""
    text = files.text(path, MAX_BYTES)
    return tuple(_Reader(path, Copier(files, context)).read(text)) if text else ()


class _Reader:
    def __init__(self, path: str, copier: Copier) -> None:
        self._path = path
        self._copier = copier
        self._stages: dict[str, _Stage] = {}
        self._globals: dict[str, str] = {}
        self._stage = _Stage()
        self._name = ""
        self._count = 0

    def read(self, text: str) -> Iterator[Instruction]:
        for line in logical_lines(text):
            if line.name == "FROM" and self._count >= _MAX_STAGES:
                return
            yield self._instruction(line)

    def _instruction(self, line: Line) -> Instruction:
        flags, rest = split_flags(line.rest)
        listed = json_form(rest) if line.name in _JSON else None
        plain = listed if listed is not None else _words(line.name, rest)
        if line.name in _FILLED:
            known = self._globals if line.name == "FROM" or not self._name else self._stage.variables
            plain = tuple(filled(each, known) for each in plain)
            flags = {name: filled(value, known) for name, value in flags.items()}
        self._enter(line.name, plain)
        if line.name in ("ENV", "ARG"):
            plain, rest = tuple(_without_secret(each) for each in plain), ""
        copied = tuple(self._copy(plain, flags)) if line.name in ("COPY", "ADD") and not line.documents else ()
        return Instruction(
            name=line.name,
            words=plain,
            flags=flags,
            stage=self._name,
            text=rest,
            at=At(path=self._path, line=line.number),
            workdir=self._stage.workdir,
            folder=folder_at(self._stage.layout, self._stage.workdir) if line.name in _RUNNING else None,
            copied=copied,
            commands=_commands(line, rest, listed) if line.name in _RUNNING else (),
        )

    def _enter(self, name: str, plain: tuple[str, ...]) -> None:
        """Take in what changes the state of the stage."""
        if name == "FROM" and plain:
            self._name = plain[2].lower() if len(plain) > 2 and plain[1].lower() == "as" else str(self._count)
            self._stage = _Stage(self._stages.get(plain[0].lower()), _WORKDIRS.get(plain[0].partition(":")[0], "/"))
            self._stages[self._name] = self._stages[str(self._count)] = self._stage
            self._count += 1
        elif name == "WORKDIR" and plain:
            self._stage.workdir = posixpath.normpath(posixpath.join(self._stage.workdir, plain[0]))
        elif name in ("ENV", "ARG"):
            self._assign(name, plain)

    def _assign(self, name: str, plain: tuple[str, ...]) -> None:
        for word in plain:
            key, equals, value = word.partition("=")
            if not self._name:
                self._globals.update({key: value} if equals else {})
            elif name == "ENV":
                self._stage.environment[key] = value
            elif equals or key in self._globals:
                self._stage.arguments[key] = value if equals else self._globals[key]

    def _copy(self, plain: tuple[str, ...], flags: dict[str, str]) -> Iterator[Copied]:
        sources, target = plain[:-1], posixpath.join(self._stage.workdir, *plain[-1:])
        if plain[-1:] and plain[-1] in (".", "./"):
            target = f"{self._stage.workdir.rstrip('/')}/"
        local = tuple(each for each in sources if "://" not in each and not each.startswith("git@"))
        if "from" not in flags:
            return self._copier.from_context(local, target, self._stage.layout)
        known = self._stages.get(flags["from"].lower())
        return self._copier.from_stage(local, target, known.layout if known else [], self._stage.layout)


def _words(name: str, rest: str) -> tuple[str, ...]:
    found = words(rest)
    if name == "ENV" and found and "=" not in found[0]:
        return (f"{found[0]}={' '.join(found[1:])}",)
    return found


def _without_secret(word: str) -> str:
    name, equals, _ = word.partition("=")
    return word if keeps_value(name) else f"{name}{equals}"


def _commands(line: Line, rest: str, listed: tuple[str, ...] | None) -> tuple[Invocation, ...]:
    if listed is not None:
        return invocations_of_words(listed)
    shown = rest.partition("<<")[0] if line.documents else rest
    return tuple(each for text in (shown, *line.documents) for each in invocations(text))
