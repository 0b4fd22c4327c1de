"""A parsed file -> its directives (``"use client"`` …) and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, string_of
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import Directive


def directives_of(scan: Scan) -> tuple[Directive, ...]:
    """Give the directives of ``scan``. A string that is no directive where it stands counts only when it begins with
    ``use ``: any other is an expression without effect."""
    found = [*_plain(scan), *_parenthesised(scan)]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def _plain(scan: Scan) -> Iterator[Directive]:
    for string in scan.found("directive"):
        statement = string.parent
        block = statement.parent if statement is not None else None
        text = string_of(string)
        if statement is None or block is None or text is None:
            continue
        if statement.named_child_count > 1 and statement.named_children[-1].type != "comment":
            continue
        where = _prologue_of(block)
        if where is not None and _begins(block, statement):
            yield Directive(text=text, where=where, **scan.place(string))
        elif text.startswith("use "):
            yield Directive(text=text, where="misplaced", **scan.place(string))


def _prologue_of(block: Node) -> Literal["file", "function"] | None:
    """Say whose prologue stands at the beginning of ``block``."""
    if block.type == "program":
        return "file"
    owner = block.parent if block.type == "statement_block" else None
    return "function" if owner is not None and owner.type in FUNCTIONS else None


def _parenthesised(scan: Scan) -> Iterator[Directive]:
    for string in scan.found("parenthesised"):
        text = string_of(string)
        if text is not None and text.startswith("use "):
            yield Directive(text=text, where="parenthesised", **scan.place(string))


def _begins(block: Node, statement: Node) -> bool:
    """Whether only comments and other directives stand before ``statement``."""
    for each in block.named_children:
        if each.start_byte >= statement.start_byte:
            return True
        if each.type in {"comment", "hash_bang_line"}:
            continue
        first = each.named_children[0] if each.type == "expression_statement" and each.named_children else None
        if first is None or first.type != "string":
            return False
    return True
