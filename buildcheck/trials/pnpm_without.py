"""``pnpm-lock.yaml`` as text -> the same without what the manifests no longer require.

A frozen install compares what each manifest requires with what the lockfile says of it, and then walks from there
(pnpm 8 to 10, ``satisfiesPackageManifest``, ``filterLockfileByImporters``): packages that nobody reaches any more may
stay. Lines are taken out of the text, so that all others are as pnpm wrote them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from buildcheck.load.yaml_text import Scalar, YamlError, document

_SECTIONS = frozenset({"specifiers", "dependencies", "devDependencies", "optionalDependencies"})


def lock_without(text: str, names: Collection[str]) -> str:
    """Give the lockfile (formats 5 to 9) of manifests that do not require ``names``; one that can't be read, as it
    is."""
    try:
        lock = document(text)
    except YamlError:
        return text
    lines = text.splitlines(keepends=True)
    gone: set[int] = set()
    for key, importer in _importers(lock):
        emptied = [section for section in importer if section in _SECTIONS and _left(importer[section], names) == []]
        removed = [each for section in _SECTIONS for each in _mapping(importer.get(section)) if each in names]
        for each in (*emptied, *removed):
            gone.update(_block(lines, each))
        if key is not None and len(emptied) == len(importer) and lines[key.line - 1].rstrip().endswith(":"):
            lines[key.line - 1] = lines[key.line - 1].rstrip() + " {}\n"
    return "".join(line for number, line in enumerate(lines) if number not in gone)


def _importers(lock: dict[str, Any]) -> Iterator[tuple[Any, dict[Any, Any]]]:
    """Give what the lockfile says of each manifest, with its key; of the only one there may be no key."""
    importers = _mapping(lock.get("importers"))
    if not importers:
        yield None, lock
    for key, importer in importers.items():
        yield key, _mapping(importer)


def _left(section: object, names: Collection[str]) -> list[Any]:
    return [each for each in _mapping(section) if each not in names]


def _mapping(value: object) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


def _block(lines: list[str], key: Scalar) -> Iterator[int]:
    """Give the numbers of the lines, from zero, of ``key`` and of all that stands indented below it."""
    first = key.line - 1
    yield first
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if line.strip() and _indent(line) <= _indent(lines[first]):
            return
        yield number


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
