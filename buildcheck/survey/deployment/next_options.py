"""A Next configuration and the version that reads it -> the keys that this version's schema does not know.

``next_options.json`` is made from the schemas that Next itself publishes (`make options`): keys of two levels.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from buildcheck.model.next_app import NextApp, UnknownOption
from buildcheck.model.syntax import Choice, Function, Known, Node, Table
from buildcheck.model.value import At

_DATA = Path(__file__).with_name("next_options.json")
Ranges = list[list[int]]


class _Options(NamedTuple):
    """``versions`` that were read, and for each option the first and last of each range of them that knows it."""

    versions: list[tuple[int, ...]]
    ranges: Mapping[str, Ranges]


def unknown_options(app: NextApp) -> tuple[UnknownOption, ...]:
    """Give the keys of the configuration that are certainly there and that this version of Next does not know; none
    where no schema of that minor version was read."""
    if app.config is None:
        return ()
    options = _options()
    place = next((at for at, each in enumerate(options.versions) if each[:2] == app.version[:2]), None)
    return tuple(_unknown(app, options, place)) if place is not None else ()


def _unknown(app: NextApp, options: _Options, place: int) -> Iterator[UnknownOption]:
    path = app.config.path if app.config is not None else ""
    known = {name for name, found in options.ranges.items() if any(low <= place <= high for low, high in found)}
    for name, node in _keys(app.config.root if app.config is not None else None):
        section, dot, _ = name.partition(".")
        if name in known or (
            dot and (section not in known or f"{section}.*" in known or not _has_keys(section, known))
        ):
            continue
        if isinstance(node, Known) and node.undefined:
            continue
        at = At(path=path, line=node.line, column=node.column)
        yield UnknownOption(name=name, at=at, since=_since(name, options, place), until=_until(name, options, place))


def _has_keys(section: str, known: set[str]) -> bool:
    return any(each.startswith(f"{section}.") for each in known)


def _keys(node: Node | None) -> Iterator[tuple[str, Node]]:
    """Give the keys of the configuration, and of its sections, that stand there whatever a condition decides."""
    table = _table(node)
    for key, inner in table.entries.items() if table is not None else ():
        yield key, inner
        section = _table(inner)
        for name, value in section.entries.items() if section is not None else ():
            yield f"{key}.{name}", value


def _table(node: Node | None) -> Table | None:
    if isinstance(node, Function):
        return _table(node.returns)
    if isinstance(node, Choice):
        return None
    return node if isinstance(node, Table) else None


def _until(name: str, options: _Options, place: int) -> str | None:
    """Give the last minor version before this one that knew the option."""
    ends = [high for _, high in options.ranges.get(name, []) if high < place]
    return _minor(options.versions[max(ends)]) if ends else None


def _since(name: str, options: _Options, place: int) -> str | None:
    """Give the first minor version after this one that knows it."""
    starts = [low for low, _ in options.ranges.get(name, []) if low > place]
    return _minor(options.versions[min(starts)]) if starts else None


def _minor(version: tuple[int, ...]) -> str:
    return f"{version[0]}.{version[1]}"


@cache
def _options() -> _Options:
    data = json.loads(_DATA.read_text("utf-8"))
    return _Options([tuple(int(part) for part in each.split(".")) for each in data["versions"]], data["options"])
