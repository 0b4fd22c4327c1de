"""The entries of one address -> the levels of the tree that webpack's loader makes of them, and where two pages meet.

Port of ``resolveParallelSegments`` and ``createSubtreePropsFromSegmentPath`` in
build/webpack/loaders/next-app-loader/index.ts (13.4 to 16.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

_PAGE = "page$"
_VIRTUAL = "(__SLOT__)"


class Twice(Exception):
    """Two entries want to be the page of one address."""

    def __init__(self, first: str, second: str) -> None:
        """Take both entries."""
        super().__init__(first, second)
        self.first, self.second = first, second


class TreeLevel(NamedTuple):
    """``path`` is the folder (``""``: the router's own), ``slots`` what is filled there (``children``, ``@cart``)."""

    path: str
    slots: frozenset[str]


def tree_levels(entries: Sequence[str], *, slots_may_differ: bool) -> Iterator[TreeLevel]:
    """Give the levels of the tree for one address.

    ``slots_may_differ``: whether an entry in a slot may leave the way of the page (since 14.0).

    Raises:
        Twice: the address has two pages.
    """
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        segments = waiting.pop()
        path = "/".join(segments)
        matched = _matched(entries, path, slots_may_differ=slots_may_differ) if segments else {"children": [""]}
        yield TreeLevel(path, frozenset(matched))
        for key, found in matched.items():
            if found == _PAGE:
                continue
            below = segments if key == "children" else (*segments, key)
            first = found[0]
            waiting.append(below if first in (_PAGE, _VIRTUAL) else (*below, first))


def _matched(entries: Sequence[str], path: str, *, slots_may_differ: bool) -> dict[str, str | list[str]]:
    """Give what fills each slot at ``path``: the page itself, or a list that begins with the next folder."""
    matched: dict[str, str | list[str]] = {}
    existing: str | None = None
    for entry in entries:
        if not entry.startswith(f"{path}/"):
            continue
        rest = entry[len(path) + 1 :].split("/")
        if rest == ["page"]:
            existing = entry
            matched["children"] = _PAGE
        elif rest[0].startswith("@"):
            matched[rest[0]] = [_PAGE] if rest[1:] == ["page"] else [_VIRTUAL, *rest[1:]]
        elif existing is not None and matched["children"] != [rest[0]]:
            if slots_may_differ and "@" in entry:
                continue
            if not slots_may_differ or "@" not in existing:
                raise Twice(existing, entry)
            existing, matched["children"] = entry, [rest[0]]
        else:
            existing, matched["children"] = entry, [rest[0]]
    return matched
