"""Modules that the scripts of an install run (``node setup.js`` in ``postinstall``), and what they import."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from buildcheck.load.paths import join, parent
from buildcheck.model.command import Command
from buildcheck.model.survey import Edge
from buildcheck.survey.imports.reach import reach

_RUNNERS = frozenset({"node", "bun", "tsx", "ts-node", "jiti"})
_ENDINGS = ("", ".js", ".mjs", ".cjs", "/index.js")


def install_files(commands: tuple[Command, ...], edges: Mapping[str, tuple[Edge, ...]]) -> frozenset[str]:
    """Give the paths of those modules. ``edges`` holds all modules that import anything."""
    return frozenset(reach(_begun(commands, edges), edges))


def _begun(commands: tuple[Command, ...], edges: Mapping[str, tuple[Edge, ...]]) -> Iterator[str]:
    for each in commands:
        if each.needed != "install" or each.run.tool not in _RUNNERS or not each.run.certain or "||" in each.text:
            continue
        name = next((word for word in each.words[1:] if not word.startswith("-")), None)
        if name is not None and each.run.folder is not None:
            place = posixpath.normpath(posixpath.join(join(parent(each.at.path), each.run.folder), name))
            yield from (f"{place}{ending}" for ending in _ENDINGS if f"{place}{ending}" in edges)
