"""Values as their syntax shows them: what a configuration or an export says without being run.

A `Node` is known, a table, a list, one of several, a function, or unknown. What can't be known from the text is
`Unknown` with the reason; it is never guessed. Lines and columns are one-based.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from buildcheck.model.value import At, Value

Scalar = str | int | float | bool | None


class _Node(Value, frozen=True, kw_only=True, tag_field="is"):
    line: int
    column: int


class Known(_Node, frozen=True, kw_only=True, tag="known"):
    """A literal. ``undefined`` is ``None`` with ``undefined`` true; a regular expression is its text with ``regex``."""

    value: Scalar
    undefined: bool = False
    regex: bool = False


class Table(_Node, frozen=True, kw_only=True, tag="table"):
    """An object literal. ``open`` says that a spread or a computed key may add or change entries, ``later`` names the
    entries that stand after the last such spread and so hold whatever it brings."""

    entries: dict[str, Node]
    open: bool = False
    later: tuple[str, ...] = ()


class Listing(_Node, frozen=True, kw_only=True, tag="list"):
    """An array literal. ``open`` says that a spread may add items."""

    items: tuple[Node, ...]
    open: bool = False


class Choice(_Node, frozen=True, kw_only=True, tag="choice"):
    """One of several, by a condition that only a run decides (``a ? b : c``, ``a && b``, returns of a function)."""

    options: tuple[Node, ...]


class Function(_Node, frozen=True, kw_only=True, tag="function"):
    """A function; ``returns`` is what it gives back, as far as its text shows."""

    asynchronous: bool = False
    parameters: int = 0
    returns: Node | None = None


class Unknown(_Node, frozen=True, kw_only=True, tag="unknown"):
    """What the text alone does not tell: ``why`` in a few words. ``env`` names the variable whose value it is. ``path``
    is set for an absolute path that the file makes of its own folder (``path.resolve(__dirname, "src")``): it is
    relative to that folder. ``origin`` is what an imported name comes from: the module as the import spells it, and the
    name there."""

    why: str
    env: str | None = None
    path: str | None = None
    origin: tuple[str, str] | None = None


Node = Known | Table | Listing | Choice | Function | Unknown


class Answer(Value, frozen=True, kw_only=True):
    """What a configuration says about one key.

    ``state`` is ``absent`` (certainly not set), ``known`` (``node`` holds whatever the run does), ``maybe`` (``nodes``
    are what it may be; absence may be one of them: ``may_be_absent``), or ``unknown``.
    """

    state: Literal["absent", "known", "maybe", "unknown"]
    nodes: tuple[Node, ...] = ()
    may_be_absent: bool = False
    at: At | None = None

    @property
    def node(self) -> Node | None:
        return self.nodes[0] if self.state == "known" else None

    @property
    def value(self) -> Scalar:
        """The literal that it certainly is, else ``None``."""
        node = self.node
        return node.value if isinstance(node, Known) else None

    @property
    def possible(self) -> tuple[Scalar, ...]:
        """All literals that it is or may be."""
        return tuple(each.value for each in self.nodes if isinstance(each, Known))


class ConfigFile(Value, frozen=True, kw_only=True):
    """A configuration as its syntax shows it. ``root`` is what it gives to the tool that reads it, wrappers
    (``withX(config)``) looked through and named in ``wrappers`` where what they add is not known."""

    path: str
    root: Node
    wrappers: tuple[str, ...] = ()

    def get(self, *keys: str) -> Answer:
        """Say what is known about the key at ``keys`` (``get("images", "unoptimized")``)."""
        return _answer(tuple(_descend(self.root, keys)), self.path)

    def key_at(self, at: At) -> str | None:
        """Give the top-level key in whose value ``at`` lies; ``None`` before the first, in another file, or where the
        configuration is no plain table. What stands after the last value counts as part of it."""
        table = self.root.returns if isinstance(self.root, Function) else self.root
        if not isinstance(table, Table) or at.path != self.path or at.line is None:
            return None
        place = (at.line, at.column or 0)
        before = [(node.line, node.column, key) for key, node in table.entries.items()]
        return max((each for each in before if each[:2] <= place), default=(0, 0, None))[2]


def _descend(node: Node, keys: tuple[str, ...]) -> Iterator[Node | None]:
    """Give what may stand at ``keys``; ``None`` stands for absence."""
    match node:
        case Choice(options=options):
            for each in options:
                yield from _descend(each, keys)
        case _ if not keys:
            yield None if isinstance(node, Known) and node.undefined else node
        case Function(returns=Choice() | Table() as returned):
            yield from _descend(returned, keys)
        case Table(entries=entries, open=is_open, later=later):
            key, rest = keys[0], keys[1:]
            if key in entries:
                yield from _descend(entries[key], rest)
            if is_open and key not in later:
                yield Unknown(line=node.line, column=node.column, why="a spread may set it")
            elif key not in entries:
                yield None
        case Known(value=None):
            yield None
        case _:
            yield Unknown(line=node.line, column=node.column, why="it is made when the file is run")


def _answer(found: tuple[Node | None, ...], path: str) -> Answer:
    nodes = tuple(each for each in found if each is not None)
    first = next(iter(nodes), None)
    at = At(path=path, line=first.line, column=first.column) if first else None
    if not nodes:
        return Answer(state="absent")
    if all(isinstance(each, Unknown) for each in nodes):
        return Answer(state="unknown", nodes=nodes, may_be_absent=None in found, at=at)
    if len(found) == 1:
        return Answer(state="known", nodes=nodes, at=at)
    return Answer(state="maybe", nodes=nodes, may_be_absent=None in found, at=at)
