"""Source text -> the nodes that facts are made of, found by one query, with what surrounds them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TypedDict

from tree_sitter import Node

from buildcheck.javascript.grammar import Deadline, captures, tree_of
from buildcheck.javascript.nodes import bare
from buildcheck.model.module import Language

_PATTERNS = """
(import_statement) @import
(export_statement) @export
(call_expression function: (import)) @dynamic
(call_expression function: (identifier)) @call
(call_expression function: (member_expression)) @method
[(function_declaration) (generator_function_declaration) (function_expression) (generator_function) (arrow_function)
 (method_definition)] @function
(call_expression
  function: (parenthesized_expression [(arrow_function) (function_expression)] @immediate))
(try_statement body: (_) @try)
(new_expression) @new
(expression_statement . (string) @directive)
(expression_statement . (parenthesized_expression . (string) @parenthesised))
"""
_JSX = "[(jsx_opening_element) (jsx_self_closing_element)] @element"
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


class Place(TypedDict):
    """A one-based line and column, as the facts hold them."""

    line: int
    column: int


class Ranges:
    """Pieces of the text, of which the outermost count."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((each.start_byte, -each.end_byte) for each in nodes):
            if not self._ends or start >= self._ends[-1]:
                self._starts.append(start)
                self._ends.append(-end)

    def hold(self, node: Node) -> bool:
        """Whether ``node`` lies in one of them."""
        place = bisect_right(self._starts, node.start_byte) - 1
        return place >= 0 and node.end_byte <= self._ends[place]


class Scan:
    """A parsed file. ``found`` holds the nodes of each capture of the query, in the order of the text.

    Raises:
        TooSlow: parsing took unreasonably long.
    """

    def __init__(self, text: bytes, language: Language) -> None:
        self.text = text
        self.language = language
        self.deadline = Deadline()
        self.root = tree_of(text, language).root_node
        patterns = _PATTERNS if language == "typescript" else _PATTERNS + _JSX
        self._found = captures(self.root, language, patterns)
        self._ascii = text.isascii()
        self._mentioned: dict[tuple[bytes, ...], bool] = {}

    def found(self, name: str) -> list[Node]:
        """Give the nodes of the capture ``name``."""
        return self._found.get(name, [])

    def searched(self, pattern: str) -> dict[str, list[Node]]:
        """Run another query and give the nodes of each of its captures."""
        return captures(self.root, self.language, pattern)

    def search(self, pattern: str, name: str) -> list[Node]:
        """Run another query and give the nodes of its capture ``name``."""
        return self.searched(pattern).get(name, [])

    def mentions(self, words: tuple[bytes, ...]) -> bool:
        """Whether the text holds any of ``words``. It is searched once, however often somebody asks."""
        if words not in self._mentioned:
            self._mentioned[words] = any(each in self.text for each in words)
        return self._mentioned[words]

    def uses(self, name: str) -> Iterator[Node]:
        """Give the places where ``name`` stands for a value, or declares one, in the order of the text."""
        word = name.encode()
        start = self.text.find(word)
        while start >= 0:
            self.deadline.check()
            end = start + len(word)
            node = self.root.descendant_for_byte_range(start, end)
            if node is not None and node.type in _NAMES and (node.start_byte, node.end_byte) == (start, end):
                yield node
            start = self.text.find(word, end)

    def place(self, node: Node) -> Place:
        """Give the one-based line and column (in characters) at which ``node`` begins."""
        self.deadline.check()
        row, column = node.start_point
        if not self._ascii:
            start = node.start_byte
            column = len(self.text[start - column : start].decode("utf-8", "replace"))
        return Place(line=row + 1, column=column + 1)

    def nested(self, node: Node) -> bool:
        """Whether ``node`` lies in a function that is not called at once."""
        return self._functions.hold(node)

    def guarded(self, node: Node) -> bool:
        """Whether ``node`` lies in the body of a ``try``, or its promise is given a ``catch``."""
        if self._tries.hold(node):
            return True
        call = node
        while (parent := call.parent) is not None and parent.type == "member_expression":
            property_ = parent.child_by_field_name("property")
            if property_ is not None and property_.text == b"catch":
                return True
            above = parent.parent
            if above is None or above.type != "call_expression":
                return False
            call = above
        return False

    @property
    def error(self) -> int | None:
        """The one-based line of the first error of syntax."""
        if not self.root.has_error:
            return None
        wrong = [*self.search("(ERROR) @wrong", "wrong"), *self.search("(MISSING) @wrong", "wrong")]
        return min((each.start_point.row for each in wrong), default=0) + 1

    @cached_property
    def top(self) -> list[Node]:
        """The statements of the module."""
        return [each for each in self.root.named_children if each.type != "comment"]

    @cached_property
    def _functions(self) -> Ranges:
        at_once = {each.id for each in self.found("immediate")}
        return Ranges(each for each in self.found("function") if each.id not in at_once)

    @cached_property
    def _tries(self) -> Ranges:
        return Ranges(self.found("try"))


def argument(call: Node, index: int = 0) -> Node | None:
    """Give an argument of a call, looked through parentheses and type assertions."""
    arguments = call.child_by_field_name("arguments")
    if arguments is None or arguments.type != "arguments":
        return None
    given = [each for each in arguments.named_children if each.type != "comment"]
    return bare(given[index]) if index < len(given) else None
