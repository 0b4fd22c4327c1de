"""Small questions to nodes of a syntax tree: their text, the string that a literal stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": "", "\r": ""}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CODE = re.compile(r"u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})")

FUNCTIONS = frozenset(
    {
        "function_declaration",
        "generator_function_declaration",
        "function_expression",
        "generator_function",
        "arrow_function",
        "method_definition",
    }
)
WRAPPED = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression", "type_assertion"}
)


def text_of(node: Node | None) -> str:
    """Give the text of ``node``, empty for none. Bytes that are no UTF-8 become U+FFFD."""
    if node is None:
        return ""
    return (node.text or b"").decode("utf-8", "replace")


def field(node: Node | None, name: str) -> Node | None:
    """Give the child of ``node`` in the field ``name``."""
    return node.child_by_field_name(name) if node is not None else None


def named(node: Node) -> Iterator[Node]:
    """Give the named children that are no comments."""
    return iter([each for each in node.named_children if each.type != "comment"])


def has(node: Node, word: str) -> bool:
    """Whether the keyword or sign ``word`` is a child of ``node`` itself."""
    return any(each.type == word for each in node.children)


def string_of(node: Node | None) -> str | None:
    """Give what a string literal, or a template without substitutions, stands for; ``None`` for anything else."""
    if node is None or node.type not in {"string", "template_string"}:
        return None
    children = node.named_children
    if len(children) == 1 and children[0].type == "string_fragment":
        return text_of(children[0])
    parts: list[str] = []
    for each in children:
        if each.type == "string_fragment":
            parts.append(text_of(each))
        elif each.type == "escape_sequence":
            parts.append(_unescaped(text_of(each)[1:]))
        else:
            return None
    return _without_surrogates("".join(parts))


def unescaped(fragment: Node) -> str:
    """Give what one part of a string (a fragment or an escape) stands for."""
    text = text_of(fragment)
    return _without_surrogates(_unescaped(text[1:])) if fragment.type == "escape_sequence" else text


def bare(node: Node | None) -> Node | None:
    """Look through parentheses, type assertions, ``satisfies`` and ``!``."""
    while node is not None and node.type in WRAPPED:
        inner = list(named(node))
        # <T>x holds its type first, the others hold it last.
        node = (inner[-1] if node.type == "type_assertion" else inner[0]) if inner else None
    return node


def _unescaped(letters: str) -> str:
    code = _CODE.fullmatch(letters)
    if code is not None:
        number = int(next(each for each in code.groups() if each), 16)
        return chr(number) if number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"
    return _ESCAPES.get(letters, letters)


def _without_surrogates(text: str) -> str:
    """Join halves of UTF-16 pairs that were escaped one by one; a half on its own is no text."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
