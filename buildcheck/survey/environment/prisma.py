"""Prisma schemas -> what the addresses of their databases must begin with.

Source: the validation of data sources in Prisma's schema (``the URL must start with the protocol `mysql://` ``; error
P1012), https://www.prisma.io/docs/orm/reference/connection-urls.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.load.files import Files
from buildcheck.model.environment import Expectation
from buildcheck.model.value import At

LONGEST = 1024 * 1024
"""Bytes of a schema that is read."""

_POSTGRES = ("postgresql", "postgres", "prisma", "prisma+postgres")
_PROTOCOLS = {
    "postgresql": _POSTGRES,
    "postgres": _POSTGRES,
    "cockroachdb": ("postgresql", "postgres", "prisma"),
    "mysql": ("mysql", "prisma"),
    "mongodb": ("mongodb", "mongodb+srv", "prisma"),
    "sqlserver": ("sqlserver", "prisma"),
    "sqlite": ("file",),
}
_BEGIN = re.compile(r"^\s*datasource\s+\w+\s*\{")
_PROVIDER = re.compile(r"""^\s*provider\s*=\s*["'](\w+)["']""")
_ADDRESS = re.compile(r"""^\s*(url|directUrl|shadowDatabaseUrl)\s*=\s*env\(\s*["'](\w+)["']\s*\)""")


def schemas(files: Files) -> Iterator[tuple[str, str]]:
    """Give path and text of each schema of the project."""
    for path in files.by_path:
        text = files.text(path, LONGEST) if path.endswith(".prisma") and "node_modules" not in path else None
        if text is not None:
            yield path, text


def addresses(files: Files) -> Iterator[tuple[str, Expectation]]:
    """Give the variables that hold addresses of a database whose kind the schema states."""
    for path, text in schemas(files):
        yield from _of(path, text.splitlines())


def _of(path: str, lines: list[str]) -> Iterator[tuple[str, Expectation]]:
    inside = False
    protocols: tuple[str, ...] = ()
    found: list[tuple[str, str, At]] = []
    for number, line in enumerate([each.partition("//")[0] for each in lines], start=1):
        if _BEGIN.match(line):
            inside, protocols, found = True, (), []
        elif inside and line.strip() == "}":
            inside = False
            for name, what, at in found if protocols else ():
                # Only the client itself can go through Prisma's proxy.
                direct = tuple(each for each in protocols if what == "url" or not each.startswith("prisma"))
                yield name, Expectation(type="url", by="prisma", at=at, protocols=direct)
        elif inside and (stated := _PROVIDER.match(line)):
            protocols = _PROTOCOLS.get(stated[1], ())
        elif inside and (address := _ADDRESS.match(line)):
            found.append((address[2], address[1], At(path=path, line=number, column=address.start(2) + 1)))
