"""Source text -> syntax tree, by the grammar of its language. The grammars are loaded once, at their first use."""

from __future__ import annotations

import re
import time
from functools import cache

import tree_sitter_javascript
import tree_sitter_typescript
from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser, Query, QueryCursor, Tree

from buildcheck.model.module import Language

SECONDS = 3.0
# Below this size no input was found that takes a second; a clock for every small file would cost more than it saves.
_CLOCKED = 64 * 1024

# The grammar of TypeScript (0.23) takes an `&` in the text of JSX for an error. An `|` may stand wherever an `&` may:
# in that text, between types, between numbers.
_SINGLE_AND = re.compile(rb"(?<!&)&(?!&)")


class TooSlow(Exception):
    """The text makes the parser's search for a way round its errors take unreasonably long."""


def tree_of(text: bytes, language: Language) -> Tree:
    """Parse ``text``. Errors of syntax are nodes of the tree.

    Raises:
        TooSlow: it took more than `SECONDS`.
    """
    parser = _parser(language)
    if len(text) >= _CLOCKED:
        _try_out(parser, text)
    tree = parser.parse(text)
    if tree.root_node.has_error and language != "typescript":
        mended = _SINGLE_AND.sub(b"|", text)
        if mended != text:
            # The text must be the true one again once it is parsed: nodes give their text from this buffer.
            buffer = bytearray(mended)
            other = parser.parse(buffer)
            buffer[:] = text
            tree = tree if other.root_node.has_error else other
    return tree


def _try_out(parser: Parser, text: bytes) -> None:
    # Only a parser that is fed by a function can be stopped, and only a tree of bytes gives the texts of its nodes.
    end = time.monotonic() + SECONDS
    try:
        parser.parse(
            lambda offset, _: text[offset : offset + 65536], progress_callback=lambda *_: time.monotonic() > end
        )
    except ValueError as error:
        parser.reset()
        raise TooSlow from error


def captures(root: Node, language: Language, pattern: str) -> dict[str, list[Node]]:
    """Run the query ``pattern`` below ``root`` and give the nodes of each capture in the order of the text."""
    return QueryCursor(_query(_kind(language), pattern)).captures(root)


@cache
def _grammar(kind: str) -> Grammar:
    match kind:
        case "typescript":
            return Grammar(tree_sitter_typescript.language_typescript())
        case "tsx":
            return Grammar(tree_sitter_typescript.language_tsx())
        case _:
            return Grammar(tree_sitter_javascript.language())


def _kind(language: Language) -> str:
    return language if language in {"typescript", "tsx"} else "javascript"


@cache
def _parser(language: Language) -> Parser:
    return Parser(_grammar(_kind(language)))


@cache
def _query(kind: str, pattern: str) -> Query:
    return Query(_grammar(kind), pattern)
