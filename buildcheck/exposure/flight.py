"""The payload of server components (rows of ``id:JSON``) -> how a text came into it.

An element is ``["$", type, key, props]``; a type ``$L1`` is a client component of the browser's code, another one a
tag. What stands in the props of a client component was handed to it, and what stands in a tag was rendered. Source:
react-server-dom-webpack, ``ReactFlightServer`` (React 18.3 canary to 19.2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from buildcheck.model.environment import Road

_HEAD = frozenset({"meta", "title", "link"})


def roads_in_rows(rows: str, texts: Collection[str]) -> Iterator[Road]:
    """Give the road of each place in ``rows`` where one of ``texts`` stands."""
    for row in rows.split("\n"):
        if any(each in row for each in texts):
            yield from _roads_in_row(row.partition(":")[2], texts)


def _roads_in_row(row: str, texts: Collection[str]) -> Iterator[Road]:
    try:
        value = msgspec.json.decode(row)
    except (msgspec.DecodeError, RecursionError):
        # A long text of a page has a row of its own, which is no JSON; so have hints of what to load early.
        yield "html"
        return
    yield from _walk(value, texts)


def _walk(value: Any, texts: Collection[str]) -> Iterator[Road]:
    # A row without an element is what a prop refers to: an object, or what is bound to a server action.
    waiting: list[tuple[Any, Road]] = [(value, "prop")]
    while waiting:
        node, road = waiting.pop()
        if isinstance(node, list):
            inside = _road_of_element(node, road)
            waiting += [(each, inside) for each in node]
        elif isinstance(node, dict):
            waiting += [(each, road) for pair in node.items() for each in pair]
        elif node is not None and any(each in str(node) for each in texts):
            yield road


def _road_of_element(node: list[Any], around: Road) -> Road:
    if len(node) < 4 or node[0] != "$" or not isinstance(node[1], str):
        return around
    if node[1].startswith("$"):
        return "prop" if node[1].startswith("$L") else "html"
    return "metadata" if node[1] in _HEAD else "html"
