"""Entries of the app router by address -> which pages each address renders in its slots, and which it can't.

Port of server/lib/router-utils/normalize-catchall-routes.ts: catch-alls fill the slots of other addresses since 14.0;
16.4 then refuses addresses that a slot can't render, unless ``deprecated.looseRouteMatching`` is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from buildcheck.survey.next.names import app_url, is_slot, marker

Paths = dict[str, list[str]]
"""Address -> the entries that it is made of (``/(shop)/@cart/items/page``)."""


class Level(NamedTuple):
    """A folder with slots: its segments, the slots in it, and whether it has ordinary pages beside them."""

    parent: tuple[str, ...]
    slots: frozenset[str]
    children: bool

    @property
    def all_slots(self) -> tuple[str, ...]:
        return (*(("children",) if self.children else ()), *sorted(self.slots))


class Missing(NamedTuple):
    """An address that the slots of a folder can't all render."""

    url: str
    parent: tuple[str, ...]
    slots: tuple[str, ...]


class Unrendered(NamedTuple):
    """What 16.4 refuses: addresses that lack a slot, and pages that no address renders."""

    missing: tuple[Missing, ...]
    pages: tuple[str, ...]


def entries_by_url(entries: Iterable[str]) -> Paths:
    """Group entries by their address."""
    found: Paths = {}
    for each in entries:
        found.setdefault(app_url(each), []).append(each)
    return found


def with_catch_alls(paths: Mapping[str, list[str]]) -> Paths:
    """Give each address the required catch-alls that fill slots which it leaves open."""
    filled = {url: list(entries) for url, entries in paths.items()}
    known = dict.fromkeys(each for entries in paths.values() for each in entries if _is_catch_all(each))
    catch_alls = sorted(known, key=lambda each: -each.count("/"))
    for url, entries in filled.items():
        if any(marker(each) for each in url.split("/")):
            continue
        for each in catch_alls:
            base = app_url(each).partition("[...")[0]
            if url.startswith(base) and base != url and not any(_slots(each) == _slots(one) for one in entries):
                entries.append(each)
    return filled


def unrendered(paths: Mapping[str, list[str]], defaults: Iterable[str]) -> Unrendered:
    """Say what can't be rendered in full. ``paths`` are as `with_catch_alls` gives them, ``defaults`` the entries of
    the ``default`` files (``/@cart/default``)."""
    left = {url: list(entries) for url, entries in paths.items()}
    pages = {each for entries in left.values() for each in entries if _is_page(each)}
    known = pages | set(defaults)
    levels = tuple(_levels(known))
    _prune(left, lambda entries: _catch_all_lacks(entries, levels, known))
    missing = tuple(_missing(left, levels, known))
    _prune(left, lambda entries: _lacks([each for each in entries if _is_page(each)], levels, known))
    rendered = {each for entries in left.values() for each in entries}
    return Unrendered(missing, tuple(sorted(pages - rendered)))


def _prune(paths: Paths, lacks: object) -> None:
    assert callable(lacks)
    for url, entries in list(paths.items()):
        if lacks(entries):
            paths[url] = [each for each in entries if not _is_page(each)]


def _levels(known: Iterable[str]) -> Iterator[Level]:
    slots: dict[tuple[str, ...], set[str]] = {}
    parts = [_split(each) for each in known]
    for segments in parts:
        for place, segment in enumerate(segments[:-1]):
            if _is_named(segment):
                slots.setdefault(segments[:place], set()).add(segment)
    for parent, found in slots.items():
        yield Level(parent, frozenset(found), any(_in_slot(each, parent, "children") for each in parts))


def _missing(paths: Paths, levels: tuple[Level, ...], known: set[str]) -> Iterator[Missing]:
    for url, entries in paths.items():
        if _intercepts(url):
            continue
        ordinary = [_split(each) for each in entries if _is_page(each) and not _intercepts(each)]
        for level in levels:
            if any(_below(each, level.parent) for each in ordinary):
                lacking = tuple(slot for slot in level.all_slots if not _filled(ordinary, level, slot, known))
                if lacking:
                    yield Missing(url, level.parent, lacking)


def _catch_all_lacks(entries: list[str], levels: tuple[Level, ...], known: set[str]) -> bool:
    parts = [_split(each) for each in entries]
    for each in entries:
        if not (_is_page(each) and "[..." in each):
            continue
        segments = _split(each)[:-1]
        at = _interception_at(segments)
        for level in levels:
            if not _below(segments, level.parent) or (at is not None and len(level.parent) <= at):
                continue
            own = _slot_at(segments, level.parent)
            if any(slot != own and not _filled(parts, level, slot, known) for slot in level.all_slots):
                return True
    return False


def _lacks(pages: list[str], levels: tuple[Level, ...], known: set[str]) -> bool:
    parts = [_split(each) for each in pages]
    for level in levels:
        here = [each[:-1] for each in parts if _below(each[:-1], level.parent)]
        retained = any((at := _interception_at(each)) is not None and len(level.parent) <= at for each in here)
        if here and not retained and not all(_filled(parts, level, slot, known) for slot in level.all_slots):
            return True
    return False


def _filled(parts: Iterable[tuple[str, ...]], level: Level, slot: str, known: set[str]) -> bool:
    folder = level.parent if slot == "children" else (*level.parent, slot)
    return any(_in_slot(each, level.parent, slot) for each in parts) or "/" + "/".join((*folder, "default")) in known


def _split(entry: str) -> tuple[str, ...]:
    return tuple(each for each in entry.split("/") if each)


def _is_named(segment: str) -> bool:
    return is_slot(segment) and segment != "@children"


def _slots(entry: str) -> list[str]:
    return [each for each in entry.split("/") if _is_named(each)]


def _is_page(entry: str) -> bool:
    return entry.endswith("/page")


def _is_catch_all(entry: str) -> bool:
    return "[..." in entry and "[[..." not in entry


def _intercepts(path: str) -> bool:
    return any(marker(each) for each in path.split("/"))


def _interception_at(segments: tuple[str, ...]) -> int | None:
    return next((place for place, each in enumerate(segments) if marker(each)), None)


def _below(segments: tuple[str, ...], parent: tuple[str, ...]) -> bool:
    return segments[: len(parent)] == parent


def _slot_at(segments: tuple[str, ...], parent: tuple[str, ...]) -> str:
    segment = segments[len(parent)] if len(segments) > len(parent) else ""
    return segment if _is_named(segment) else "children"


def _in_slot(segments: tuple[str, ...], parent: tuple[str, ...], slot: str) -> bool:
    return _below(segments, parent) and _slot_at(segments, parent) == slot
