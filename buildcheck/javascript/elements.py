"""A parsed file -> its JSX elements that a rule may need, with their handlers and literal attributes."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from tree_sitter import Node

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named, string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.within import Within
from buildcheck.model.module import Element

_LONGEST = 200
_INTRINSIC = frozenset({"html", "head", "body", "title", "meta", "link", "style", "script", "base", "a", "img", "form"})
_KEPT = _INTRINSIC | {
    "iframe",
    "Head",
    "Html",
    "Main",
    "NextScript",
    "Link",
    "Image",
    "Script",
    "Suspense",
    "React.Suspense",
}
_KEPT_MODULES = ("next/", "react-router", "@remix-run/", "@tanstack/react-router")


def elements_of(scan: Scan, names: Names, within: Within) -> tuple[Element, ...]:
    """Give the elements that have a handler, or whose name or origin a rule knows."""
    found = (_element(scan, names, within, each) for each in scan.found("element"))
    kept = [each for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.line, each.column)))


def _element(scan: Scan, names: Names, within: Within, node: Node) -> Element | None:
    name = text_of(field(node, "name"))
    origin = names.imported.get(name.partition(".")[0])
    from_next = origin is not None and origin.module.startswith("next/")
    kept = name in _KEPT or (origin is not None and origin.module.startswith(_KEPT_MODULES))
    given = [each for each in named(node) if each.type == "jsx_attribute"]
    handlers = tuple(_handlers(given, names))
    if not kept and not handlers:
        return None
    return Element(
        name=name,
        module=origin.module if origin is not None else None,
        handlers=handlers,
        attributes=dict(_literals(given)) if kept else {},
        spread=any(each.type == "jsx_expression" for each in named(node)),
        children=tuple(_children(node)) if from_next else (),
        within=within.name(node),
        **scan.place(node),
    )


def _children(node: Node) -> Iterator[str]:
    """Give the names of the elements right below the one that begins with ``node``."""
    above = node.parent
    for child in named(above) if above is not None and node.type == "jsx_opening_element" else ():
        opening = child if child.type == "jsx_self_closing_element" else field(child, "open_tag")
        if opening is not None and opening != node:
            yield text_of(field(opening, "name"))


def _handlers(given: list[Node], names: Names) -> Iterator[str]:
    for attribute in given:
        name, value = _parts(attribute)
        if value is None or value.type != "jsx_expression":
            continue
        inner = bare(next(named(value), None))
        if inner is None:
            continue
        if inner.type == "identifier":
            function = names.functions.get(text_of(inner))
            if function is not None and not _is_action(function):
                yield name
        elif inner.type in FUNCTIONS and not _is_action(inner):
            yield name


def _is_action(function: Node) -> bool:
    """Whether the body of ``function`` begins with ``"use server"``: such a function may be given to the browser."""
    body = field(function, "body")
    first = next(named(body), None) if body is not None and body.type == "statement_block" else None
    inner = next(named(first), None) if first is not None and first.type == "expression_statement" else None
    return string_of(inner) == "use server"


def _literals(given: list[Node]) -> Iterator[tuple[str, str]]:
    for attribute in given:
        name, value = _parts(attribute)
        if value is None:
            yield name, ""
            continue
        inner = bare(next(named(value), None)) if value.type == "jsx_expression" else value
        text = _literal(inner) if inner is not None else None
        if text is not None:
            yield name, text[:_LONGEST]


def _literal(node: Node) -> str | None:
    match node.type:
        case "string" if node.parent is not None and node.parent.type == "jsx_attribute":
            # JSX knows entities, and no escapes.
            return unescape(text_of(node)[1:-1])
        case "number" | "true" | "false":
            return text_of(node)
        case _:
            return string_of(node)


def _parts(attribute: Node) -> tuple[str, Node | None]:
    parts = list(named(attribute))
    return text_of(parts[0]), (parts[1] if len(parts) > 1 else None)
