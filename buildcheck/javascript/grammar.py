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

SECONDS = 2.0
DEEPEST = 400
_STEP = 1024
_WIDEST = 4000
# Below this size no input was found that takes a second; a clock for every small file would cost more than it saves.
_CLOCKED = 64 * 1024
_CLOCK_EVERY = 64

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
    if tree.root_node.has_error:
        _check_width(tree)
    if len(text) > _STEP:
        _check_depth(tree, len(text))
    return tree


def _check_depth(tree: Tree, size: int) -> None:
    """Raise for a tree that is nested beyond reason. Its depth is looked up at places so near to each other that a
    nest can't hide between them: every level takes a letter on its way in."""
    cursor = tree.root_node.walk()
    for place in range(0, size, _STEP):
        while cursor.goto_first_child_for_byte(place) is not None:
            if cursor.depth > DEEPEST:
                raise TooSlow
        cursor.reset(tree.root_node)


def _check_width(tree: Tree) -> None:
    """Raise where an error holds very many pieces: a query takes the square of the brackets that nothing closes."""
    for node in (tree.root_node, *tree.root_node.children):
        if node.is_error and node.child_count > _WIDEST:
            raise TooSlow


def _try_out(parser: Parser, text: bytes) -> None:
    # Only a parser that is fed by a function can be stopped, and only a tree of bytes gives the texts of its nodes.
    end = time.process_time() + SECONDS
    try:
        parser.parse(
            lambda offset, _: text[offset : offset + 65536], progress_callback=lambda *_: time.process_time() > end
        )
    except ValueError as error:
        parser.reset()
        raise TooSlow from error


class Deadline:
    """The time that may be spent on one file, from now on. Asking for a node's parent goes down from the root, so that
    work on a file of one kind of statement grows with its square."""

    def __init__(self) -> None:
        self._end = time.process_time() + SECONDS
        self._asked = 0

    def check(self) -> None:
        """Raises:
        TooSlow: the time is over.
        """
        # The clock of a process is a call of the system; asked each time, it took a fifth of all reading.
        self._asked += 1
        if self._asked % _CLOCK_EVERY == 0 and time.process_time() > self._end:
            raise TooSlow


def captures(root: Node, language: Language, pattern: str) -> dict[str, list[Node]]:
    """Run the query ``pattern`` below ``root`` and give the nodes of each capture in the order of the text."""
    # The library's own way to stop a query (0.26: a callback) ends the process on some texts; see `_check_width`.
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
