"""What the parts of the reader of values ask of it, so that each can stand in a file of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import tree_sitter

from buildcheck.javascript.nodes import field, named
from buildcheck.javascript.scan import Place
from buildcheck.javascript.scope import Scope
from buildcheck.model.syntax import Function, Known, Node, Scalar, Unknown

Expression = tree_sitter.Node
Read = Callable[[Expression, Scope], Node]


class Reading(Protocol):
    """A reader of values, as its parts see it."""

    def value(self, node: Expression | None, scope: Scope) -> Node:
        """Give what ``node`` is, read in ``scope``."""

    def name(self, node: Expression, scope: Scope, read: Read) -> Node:
        """Give what a name stands for; ``read`` reads its initializer."""

    def function(
        self, node: Expression, scope: Scope, arguments: tuple[Node, ...] = (), read: Read | None = None
    ) -> Function:
        """Give a function and what it returns."""

    def at(self, node: Expression) -> Place:
        """Give the place of ``node``."""

    def known(self, node: Expression, value: Scalar, *, undefined: bool = False, regex: bool = False) -> Known:
        """Give a literal at the place of ``node``."""

    def unknown(self, node: Expression, why: str, env: str | None = None) -> Unknown:
        """Say that ``node`` can't be known."""


Way = Callable[[Reading, Expression, Scope], Node]
"""How an expression of one kind is read."""


def arguments(call: Expression) -> list[Expression]:
    """Give the arguments of a call."""
    given = field(call, "arguments")
    return list(named(given)) if given is not None and given.type == "arguments" else []


def env_of(node: Node) -> str | None:
    """Give the variable that ``node`` is the value of."""
    return node.env if isinstance(node, Unknown) else None
