"""A page of HTML -> how a text came into it: what is shown, what its scripts carry for the framework, or its head.

The page is a stranger's: every part is looked through once, and what can't be read counts as what is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from buildcheck.exposure.flight import roads_in_rows
from buildcheck.model.environment import Road

_PUSH = "self.__next_f.push("
_DATA = '<script id="__NEXT_DATA__"'
_TAG = re.compile(r"<([a-zA-Z][\w-]*)[^<]*\Z")
_HEAD = frozenset({"meta", "title", "link"})
_NEAR = 2048
_MOST_PLACES = 200
_ORDER: tuple[Road, ...] = ("runtime-config", "page-data", "prop", "html", "metadata")


def road_in_page(content: str, texts: Collection[str]) -> Road:
    """Say how ``texts``, which stand in the page, came there; of several roads that which explains the others: what is
    handed to a component is often shown by it, too."""
    scripts, shown = _parted(content)
    found = {*_in_scripts(scripts, texts), *_in_markup(shown, texts)}
    return best(found)


def road_in_payload(content: str, texts: Collection[str]) -> Road:
    """As `road_in_page`, of what the browser fetches when it goes from page to page."""
    return best({*roads_in_rows(content, texts)})


def best(found: Collection[Road]) -> Road:
    """Give the road that explains the others."""
    return next((each for each in _ORDER if each in found), "html")


def _parted(content: str) -> tuple[list[str], str]:
    """Give the scripts of a page, and what is left without them."""
    scripts, rest, at = [], [], 0
    while (start := content.find("<script", at)) >= 0:
        end = content.find("</script", start)
        if end < 0:
            break
        rest.append(content[at:start])
        scripts.append(content[start:end])
        at = end
    return scripts, "".join((*rest, content[at:]))


def _in_scripts(scripts: list[str], texts: Collection[str]) -> Iterator[Road]:
    rows = []
    for script in scripts:
        opening, _, body = script.partition(">")
        if opening.startswith(_DATA):
            yield from _in_data(body, texts)
        elif body.startswith(_PUSH):
            rows.append(_pushed(body.removeprefix(_PUSH)))
        elif any(each in script for each in texts):
            yield "html"
    yield from roads_in_rows("".join(rows), texts)


def _pushed(body: str) -> str:
    """Give the piece of the payload that a script of the page adds: ``[1,"…"]``."""
    try:
        found, _ = json.JSONDecoder().raw_decode(body)
    except (ValueError, RecursionError):
        return ""
    piece = found[1] if isinstance(found, list) and len(found) == 2 else None
    return piece if isinstance(piece, str) else ""


def _in_data(body: str, texts: Collection[str]) -> Iterator[Road]:
    try:
        data: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        data = None
    for key, value in data.items() if isinstance(data, dict) else ():
        written = msgspec.json.encode(value).decode()
        if any(each in written for each in texts):
            yield "runtime-config" if key == "runtimeConfig" else "page-data"


def _in_markup(shown: str, texts: Collection[str]) -> Iterator[Road]:
    for text in texts:
        at = shown.find(text)
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            tag = _TAG.search(shown, max(0, at - _NEAR), at)
            yield "metadata" if tag is not None and tag[1].lower() in _HEAD else "html"
            at = shown.find(text, at + 1)
