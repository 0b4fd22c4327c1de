"""Addresses with dynamic segments -> what keeps Next from sorting them: the rules of its one table of routes.

This is ``getSortedRoutes`` of shared/lib/router/utils/sorted-routes.ts (unchanged from 12 to 16.4 but for the
three-dot character, since 15.0), which throws at the first trouble; here all of it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Trouble = Literal[
    "names-differ",  # [id] and [slug] at one level
    "both-catch-alls",  # [...a] and [[...a]] at one level
    "same-specificity",  # /blog and /blog/[[...path]]
    "not-last",  # [...path]/edit
    "name-twice",  # [id]/[id]
    "names-alike",  # [a-b]/[ab]
    "optional-segment",  # [[id]]
    "extra-brackets",  # [[[id]]]
    "leading-period",  # [.id]
    "three-dot-character",  # […path]
    "empty-name",  # []
]


class Clash(NamedTuple):
    """``urls`` are the addresses that it is about, ``names`` the segments or the names in them."""

    trouble: Trouble
    urls: tuple[str, ...]
    names: tuple[str, ...] = ()


class _Bad(Exception):
    def __init__(self, trouble: Trouble, *names: str, other: str | None = None) -> None:
        super().__init__(trouble)
        self.trouble: Trouble = trouble
        self.names = names
        self.other = other


class _Slug(NamedTuple):
    name: str
    url: str


@dataclass
class _Node:
    children: dict[str, _Node] = field(default_factory=dict)
    slugs: dict[str, _Slug] = field(default_factory=dict)
    url: str | None = None


def clashes(urls: Iterable[str], *, knows_three_dots: bool = True) -> list[Clash]:
    """Give what is wrong with ``urls`` as one table; an address that can't be put in it is left out of the rest."""
    root = _Node()
    found: list[Clash] = []
    for url in urls:
        try:
            _insert(root, url, knows_three_dots=knows_three_dots)
        except _Bad as bad:
            about = (bad.other, url) if bad.other is not None else (url,)
            found.append(Clash(bad.trouble, about, bad.names))
    return [*found, *_same_specificity(root)]


def _insert(root: _Node, url: str, *, knows_three_dots: bool) -> None:
    node, slugs, ended = root, list[str](), False
    for segment in filter(None, url.split("/")):
        if ended:
            raise _Bad("not-last", segment)
        key = segment
        if segment.startswith("[") and segment.endswith("]"):
            key, name = _parse(segment, knows_three_dots=knows_three_dots)
            ended = key != "[]"
            _take(node, key, _Slug(name, url), segment, slugs)
        node = node.children.setdefault(key, _Node())
    node.url = node.url or url


def _parse(segment: str, *, knows_three_dots: bool) -> tuple[str, str]:
    """Give the kind of a dynamic segment and its name."""
    name = segment[1:-1]
    optional = name.startswith("[") and name.endswith("]")
    name = name[1:-1] if optional else name
    if name.startswith("…") and knows_three_dots:
        raise _Bad("three-dot-character", segment)
    repeats = name.startswith("...")
    name = name[3:] if repeats else name
    if name.startswith("[") or name.endswith("]"):
        raise _Bad("extra-brackets", segment)
    if name.startswith("."):
        raise _Bad("leading-period", segment)
    if optional and not repeats:
        raise _Bad("optional-segment", segment)
    return ("[[...]]" if optional else "[...]" if repeats else "[]"), name


def _take(node: _Node, key: str, slug: _Slug, segment: str, slugs: list[str]) -> None:
    """Note that ``node`` has a dynamic child of the kind ``key``."""
    rival = node.slugs.get({"[...]": "[[...]]", "[[...]]": "[...]"}.get(key, ""))
    if rival is not None:
        raise _Bad("both-catch-alls", rival.name, slug.name, other=rival.url)
    before = node.slugs.get(key)
    if before is not None and before.name != slug.name:
        raise _Bad("names-differ", before.name, slug.name, other=before.url)
    for other in slugs:
        if other == slug.name:
            raise _Bad("name-twice", other)
        if _plain(other) == _plain(segment):
            raise _Bad("names-alike", other, slug.name)
    slugs.append(slug.name)
    node.slugs.setdefault(key, slug)


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name, flags=re.ASCII)


def _same_specificity(node: _Node) -> Iterator[Clash]:
    optional = node.slugs.get("[[...]]")
    if node.url is not None and optional is not None:
        yield Clash("same-specificity", (node.url, optional.url), (optional.name,))
    for each in node.children.values():
        yield from _same_specificity(each)
