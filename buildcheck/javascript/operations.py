"""What operators do to values that are known only as far as syntax shows: `Node`s in, `Node`s out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from buildcheck.model.syntax import Choice, Function, Known, Listing, Node, Scalar, Table, Unknown

_MOST_OPTIONS = 24


def undefined(like: Node) -> Known:
    """Give ``undefined``, at the place of ``like``."""
    return Known(line=like.line, column=like.column, value=None, undefined=True)


def known(like: Node, value: Scalar) -> Known:
    """Give a literal, at the place of ``like``."""
    return Known(line=like.line, column=like.column, value=value)


def unknown(like: Node, why: str) -> Unknown:
    """Give what can't be known, at the place of ``like``."""
    return Unknown(line=like.line, column=like.column, why=why)


def choice(options: Iterable[Node]) -> Node:
    """Give one of ``options`` (at least one): themselves when they are all the same."""
    found: list[Node] = []
    for option in options:
        found += [each for each in _options(option) if each not in found]
        if len(found) > _MOST_OPTIONS:
            return unknown(found[0], "it may be too many things")
    if len(found) == 1:
        return found[0]
    return Choice(line=found[0].line, column=found[0].column, options=tuple(found))


def _options(node: Node) -> tuple[Node, ...]:
    return node.options if isinstance(node, Choice) else (node,)


def each_of(node: Node, change: Callable[[Node], Node]) -> Node:
    """Apply ``change`` to ``node``, or to each of what it may be."""
    return choice(change(option) for option in _options(node))


def truth(node: Node) -> bool | None:
    """Say whether ``node`` counts as true; ``None`` where that is not known."""
    match node:
        case Known(regex=True) | Table() | Listing() | Function():
            return True
        case Known(value=value):
            return bool(value)
        case Choice(options=options):
            found = {truth(each) for each in options}
            return found.pop() if len(found) == 1 else None
        case _:
            return None


def same(left: Node, right: Node) -> bool | None:
    """Say whether two values are equal; ``None`` where that is not known."""
    if not isinstance(left, Known) or not isinstance(right, Known) or left.regex or right.regex:
        return None
    if isinstance(left.value, bool) is not isinstance(right.value, bool):
        return False
    return left.value == right.value and left.undefined == right.undefined


def pick(node: Node, key: str) -> Node:
    """Give the entry ``key`` of ``node``."""
    match node:
        case Choice(options=options):
            return choice(pick(each, key) for each in options)
        case Table(entries=entries) if key in entries and (not node.open or key in node.later):
            return entries[key]
        case Table(open=False):
            return undefined(node)
        case Listing(items=items, open=False) if key.isdecimal():
            return items[int(key)] if int(key) < len(items) else undefined(node)
        case Unknown():
            return node
        case _:
            return unknown(node, f"its part `{key}` is made when the file is run")


@dataclass
class TableMaker:
    """A table while it is read, from its first entry to its last."""

    line: int
    column: int
    entries: dict[str, Node] = field(default_factory=dict)
    open: bool = False
    later: dict[str, None] = field(default_factory=dict)

    def put(self, key: str, node: Node) -> None:
        """Set ``key``, whatever stood there."""
        self.entries[key] = node
        self.later[key] = None

    def put_maybe(self, key: str, node: Node) -> None:
        """Set ``key``, or leave it as it is."""
        before = self.entries.get(key)
        self.entries[key] = choice((undefined(node) if before is None else before, node))

    def put_unnamed(self) -> None:
        """Set keys that are not known."""
        self.open = True
        self.later.clear()

    def spread(self, node: Node) -> None:
        """Add all entries of ``node``."""
        match node:
            case Table(entries=entries, open=False):
                for key, value in entries.items():
                    self.put(key, value)
            case Table(entries=entries, later=later):
                self.put_unnamed()
                self.entries |= entries
                self.later |= dict.fromkeys(later)
            case Choice(options=options):
                self._spread_one_of(options)
            case Unknown():
                self.put_unnamed()
            case _:
                # null, undefined, false, numbers and functions bring no entries.
                return

    def _spread_one_of(self, options: tuple[Node, ...]) -> None:
        if not all(isinstance(each, Known) or (isinstance(each, Table) and not each.open) for each in options):
            self.put_unnamed()
        tables = [each for each in options if isinstance(each, Table)]
        keys = dict.fromkeys(key for each in tables for key in each.entries)
        for key in keys:
            values = [each.entries[key] for each in tables if key in each.entries]
            if len(values) == len(options):
                self.put(key, choice(values))
            else:
                self.put_maybe(key, choice(values))

    def table(self) -> Table:
        """Give the table."""
        later = tuple(self.later) if self.open else ()
        return Table(line=self.line, column=self.column, entries=self.entries, open=self.open, later=later)


def with_entry(node: Node, keys: tuple[str, ...], value: Node | None, *, certain: bool) -> Node:
    """Give ``node`` after ``node[keys…] = value``; an uncertain assignment may not have been made. A ``value`` of
    ``None`` deletes the entry; no ``keys`` add the entries of ``value`` (``Object.assign``)."""
    if isinstance(node, Choice):
        return choice(with_entry(each, keys, value, certain=certain) for each in node.options)
    if not isinstance(node, Table):
        return node
    maker = TableMaker(node.line, node.column, dict(node.entries), node.open, dict.fromkeys(node.later))
    if not keys:
        addition = value if value is not None else undefined(node)
        maker.spread(addition if certain else choice((undefined(addition), addition)))
        return maker.table()
    key, rest = keys[0], keys[1:]
    if rest:
        inner = node.entries.get(key)
        new = with_entry(inner, rest, value, certain=certain) if inner is not None else unknown(node, "it is assigned")
    else:
        new = value if value is not None else undefined(node)
    if certain:
        maker.put(key, new)
    else:
        maker.put_maybe(key, new)
    return maker.table()


def merged(base: Node, addition: Node) -> Node:
    """Give ``base`` with the entries of ``addition`` laid over it, tables within tables likewise (``mergeConfig``)."""
    if not isinstance(base, Table) or not isinstance(addition, Table) or addition.open:
        return unknown(base, "it is merged when the file is run")
    maker = TableMaker(base.line, base.column, dict(base.entries), base.open, dict.fromkeys(base.later))
    for key, value in addition.entries.items():
        before = base.entries.get(key)
        both = isinstance(before, Table | Listing) and isinstance(value, Table | Listing)
        maker.put(key, merged(before, value) if both and before is not None else value)
    return maker.table()


def opened(node: Node) -> Node:
    """Give ``node`` as a wrapper hands it on that may add entries: what is written stays, the rest is not known."""
    match node:
        case Table(entries=entries):
            later = tuple(key for key in entries if not node.open or key in node.later)
            return replace(node, open=True, later=later)
        case Choice():
            return each_of(node, opened)
        case Function(returns=Table() | Choice() as returned):
            return replace(node, returns=opened(returned))
        case _:
            return node


def with_unknown(node: Node, keys: Iterable[str], why: str) -> Node:
    """Give ``node`` as a wrapper hands it on that may set ``keys`` where they are not written."""
    match node:
        case Table(entries=entries):
            added = {key: unknown(node, why) for key in keys if key not in entries}
            return replace(node, entries={**entries, **added})
        case Choice():
            return each_of(node, lambda each: with_unknown(each, keys, why))
        case Function(returns=Table() | Choice() as returned):
            return replace(node, returns=with_unknown(returned, keys, why))
        case _:
            return node
