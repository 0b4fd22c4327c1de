"""The ``source`` of a redirect or rewrite -> which addresses it takes in, for the part of path-to-regexp that is plain.

``/blog``, ``/blog/:slug``, ``/docs/:path*``, ``/docs/:path+``. What holds a regular expression or another sign is not
read (``None``): it is never guessed.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["text", "one", "many", "any"]
_KINDS: dict[str, Kind] = {"": "one", "*": "any", "+": "many"}
_PLAIN = re.compile(r"[\w.~@%-]+", re.ASCII)
_NAMED = re.compile(r":[A-Za-z_]\w*([*+]?)", re.ASCII)


class Part(NamedTuple):
    """A part of an address: fixed text, any one part, one or more parts, or any number of them."""

    kind: Kind
    text: str = ""


def parse_source(source: str) -> tuple[Part, ...] | None:
    """Read a ``source``; ``None`` where it is not plain."""
    parts: list[Part] = []
    for each in source.split("/")[1:] if source != "/" else ():
        named = _NAMED.fullmatch(each)
        if named is not None:
            parts.append(Part(_KINDS[named[1]]))
        elif _PLAIN.fullmatch(each):
            parts.append(Part("text", each))
        else:
            return None
    repeats = [each.kind in ("any", "many") for each in parts]
    return tuple(parts) if not any(repeats[:-1]) else None


def parse_url(url: str) -> tuple[Part, ...]:
    """Read the address of a route as Next writes it (``/blog/[slug]``)."""
    parts: list[Part] = []
    for each in filter(None, url.split("/")):
        if each.startswith("[[..."):
            parts.append(Part("any"))
        elif each.startswith("[..."):
            parts.append(Part("many"))
        else:
            parts.append(Part("one") if each.startswith("[") else Part("text", each))
    return tuple(parts)


def takes_all(source: tuple[Part, ...], url: tuple[Part, ...]) -> bool:
    """Whether every address of the route ``url`` is taken in by ``source``."""
    if not source or not url:
        return source == url or (len(source) == 1 and source[0].kind == "any") or _only_any(source, url)
    first = source[0]
    if first.kind == "any":
        return True
    if first.kind == "many":
        return url[0].kind != "any"
    if url[0].kind in ("many", "any"):
        return False
    if first.kind == "text" and (url[0].kind != "text" or first.text.lower() != url[0].text.lower()):
        return False
    return takes_all(source[1:], url[1:])


def _only_any(source: tuple[Part, ...], url: tuple[Part, ...]) -> bool:
    return not url and all(each.kind == "any" for each in source)
