"""Files that are no modules -> their reads of variables: scripts of manifests, Prisma schemas, pages of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from buildcheck.load.files import Files
from buildcheck.model.environment import VariableRead, Where
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from buildcheck.survey.environment.prisma import schemas
from buildcheck.survey.environment.vain import Inlining

_SHELL = re.compile(r"(?<!\\)\$(?:\{(\w+)(:?[-+?=][^}]*)?\}|([A-Za-z_]\w*))|%([A-Za-z_]\w*)%")
_PRISMA = re.compile(r"""\b(\w+)\s*=\s*env\(\s*["'](\w+)["']\s*\)""")
_PRISMA_CONFIG = re.compile(r"(?:^|/)(?:prisma\.config|\.config/prisma)\.[cm]?[jt]s$")
_ENV = re.compile(r"""(?<![\w.])env(?:<\w+>)?\(\s*["'](\w+)["']\s*\)""")
_HTML = re.compile(r"%([A-Z]\w*)%")
_LONGEST = 1024 * 1024

Found = Iterator[tuple[str | None, VariableRead]]


def text_reads(project: Project, survey: Survey, inlining: Inlining, files: Files) -> Found:
    """Give the reads of all such files."""
    yield from _of_scripts(survey)
    yield from _of_prisma(survey, files)
    yield from _of_prisma_config(survey, files)
    yield from _of_pages(project, survey, files, inlining)


def _of_scripts(survey: Survey) -> Found:
    """Only commands that a clean machine runs: what people type is theirs."""
    seen = set()
    for command in survey.commands:
        for match in _SHELL.finditer(command.text) if command.needed is not None else ():
            name = match[1] or match[3] or match[4]
            assigned = re.search(rf"(?<![\w$]){re.escape(name)}=", command.text[: match.start()])
            if (command.script, name) not in seen and assigned is None and not name.isdigit():
                seen.add((command.script, name))
                fallback = bool(match[2]) and match[2].lstrip(":")[:1] in "-="
                yield name, _read(command.at, ("script",), "text", fallback=fallback)


def _of_prisma(survey: Survey, files: Files) -> Found:
    """The client reads the address when it connects; `migrate` and `db` read all of them at once."""
    migrates = any(
        each.words[:2] in (("prisma", "migrate"), ("prisma", "db")) and each.needed in ("install", "build")
        for each in survey.commands
    )
    for path, text in schemas(files):
        for number, line in enumerate(text.splitlines(), start=1):
            match = _PRISMA.search(line.partition("//")[0])
            if match is not None:
                where: tuple[Where, ...] = ("server",) if match[1] == "url" else ("script",)
                where = (*(("build",) if migrates else ()), *(where if not migrates or match[1] == "url" else ()))
                yield match[2], _read(At(path=path, line=number, column=match.start(2) + 1), where, "file")


def _of_prisma_config(survey: Survey, files: Files) -> Found:
    """`env` of `prisma/config` throws where there is no value, and each command of Prisma's loads the file
    (https://www.prisma.io/docs/orm/reference/prisma-config-reference, Prisma 6.18)."""
    loads = any(each.words[:1] == ("prisma",) and each.needed in ("install", "build") for each in survey.commands)
    for path in filter(_PRISMA_CONFIG.search, files.by_path):
        text = files.text(path, _LONGEST) or ""
        for number, line in enumerate(text.splitlines() if "prisma/config" in text else (), start=1):
            for match in _ENV.finditer(line.partition("//")[0]):
                at = At(path=path, line=number, column=match.start(1) + 1)
                yield match[1], _read(at, ("build",) if loads else ("script",), "file", at_import=loads)


def _of_pages(project: Project, survey: Survey, files: Files, inlining: Inlining) -> Found:
    """``%VITE_X%`` in the pages that Vite builds; a name that it does not know stays as it is written."""
    if project.framework is None or project.framework.name != "vite":
        return
    for path, above in (survey.reached or {}).items():
        text = files.text(path, _LONGEST) if above is None and path.endswith(".html") else None
        for number, line in enumerate((text or "").splitlines(), start=1):
            for match in _HTML.finditer(line):
                if inlining.is_public(match[1]):
                    yield match[1], _read(At(path=path, line=number, column=match.start() + 1), ("browser",), "text")


def _read(
    at: At, where: tuple[Where, ...], how: Literal["text", "file"], *, fallback: bool = False, at_import: bool = False
) -> VariableRead:
    inlined = at.path.endswith(".html")
    return VariableRead(at=at, where=where, how=how, fallback=fallback, at_import=at_import, inlined=inlined)
