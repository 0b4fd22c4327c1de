"""The body of a function -> the expressions that it may return. Syntax alone; a caller may know conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from buildcheck.javascript.nodes import FUNCTIONS, bare, field, named

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})


class Returns:
    """What the statements of a function's body may return. ``values`` holds ``None`` for ``return;``; ``ends`` says
    that its end can be reached."""

    def __init__(self, body: Node, truth: Callable[[Node], bool | None]) -> None:
        self._truth = truth
        self.values: list[Node | None] = []
        self.ends = self._run(named(body))

    def _run(self, statements: Iterator[Node]) -> bool:
        """Go through ``statements`` and say whether what follows them can be reached."""
        return all(self._passes(each) for each in statements)

    def _passes(self, node: Node) -> bool:
        match node.type:
            case "return_statement":
                self.values.append(bare(next(named(node), None)))
                return False
            case "throw_statement":
                return False
            case "statement_block" | "else_clause" | "labeled_statement" | "finally_clause" | "catch_clause":
                return self._run(named(node))
            case "if_statement":
                return self._if(node)
            case "try_statement":
                return self._try(node)
            case "switch_statement":
                return self._cases(field(node, "body"))
            case kind if kind in _LOOPS:
                body = field(node, "body")
                if body is not None:
                    self._passes(body)
                return True
            case kind if kind in FUNCTIONS:
                return True
            case _:
                return True

    def _if(self, node: Node) -> bool:
        condition = bare(field(node, "condition"))
        decided = self._truth(condition) if condition is not None else None
        then, otherwise = field(node, "consequence"), field(node, "alternative")
        passes = [True] if otherwise is None and decided is not True else []
        if then is not None and decided is not False:
            passes.append(self._passes(then))
        if otherwise is not None and decided is not True:
            passes.append(self._passes(otherwise))
        return any(passes)

    def _try(self, node: Node) -> bool:
        body, handler, finalizer = field(node, "body"), field(node, "handler"), field(node, "finalizer")
        passes = body is not None and self._passes(body)
        if handler is not None:
            passes = self._passes(handler) or passes
        return (finalizer is None or self._passes(finalizer)) and passes

    def _cases(self, body: Node | None) -> bool:
        for case in named(body) if body is not None else ():
            self._run(each for each in named(case) if each != field(case, "value"))
        return True
