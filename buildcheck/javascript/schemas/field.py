"""What is known of one key while its chain is read, and the questions that all libraries ask of arguments."""

from __future__ import annotations

import re
from dataclasses import dataclass

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import text_of
from buildcheck.javascript.reading import Expression
from buildcheck.javascript.scan import Place
from buildcheck.javascript.values import Reader
from buildcheck.model.environment import ValueType
from buildcheck.model.module import SchemaField
from buildcheck.model.syntax import Known, Listing, Node, Table

_BUDGET = 200
_PROTOCOL = re.compile(r"\^?\(?(?:\?:)?([a-z][a-z0-9+|?.-]*)\)?:?(?:\\/\\/)?\$?")
_MOST_CHOICES = 100
_MOST_STEPS = 5_000


@dataclass(slots=True)
class Draft:
    """A key's facts so far, as `SchemaField` has them."""

    type: ValueType = "string"
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    pattern: str | None = None
    starts: str | None = None
    ends: str | None = None
    protocols: tuple[str, ...] = ()
    optional: bool = False
    default: bool = False
    opaque: bool = False

    def choose(self, choices: tuple[str, ...]) -> None:
        """Take the members of an enumeration."""
        self.type, self.choices = "enum", tuple(dict.fromkeys(choices))[:_MOST_CHOICES]

    def field(self, name: str, place: Place) -> SchemaField:
        """Give the field that it has become."""
        known = {each: getattr(self, each) for each in self.__dataclass_fields__}
        return SchemaField(name=name, **known, **place)


class Arguments:
    """Reads the arguments of calls in one file."""

    def __init__(self, names: Names, reader: Reader) -> None:
        self.names = names
        self._reader = reader
        self._left = _MOST_STEPS

    def spend(self) -> bool:
        """Whether there may be one more step. Names that stand for names could make a short file an endless one."""
        self._left -= 1
        return self._left >= 0

    def value(self, node: Expression | None) -> Node | None:
        """Give what an argument is."""
        if node is None:
            return None
        self._reader.renew(_BUDGET)
        return self._reader.value(node, self.names.top)

    def number(self, given: tuple[Expression, ...] | None) -> float | None:
        """Give the first argument where it is a number."""
        value = self.value(given[0]) if given else None
        plain = value.value if isinstance(value, Known) else None
        return float(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) else None

    def precision(self, given: tuple[Expression, ...] | None) -> float | None:
        """Give the number of ``{ precision: 3 }``."""
        table = self.value(given[0]) if given else None
        value = table.entries.get("precision") if isinstance(table, Table) else None
        plain = value.value if isinstance(value, Known) else None
        return float(plain) if isinstance(plain, int | float) and not isinstance(plain, bool) else None

    def text(self, given: tuple[Expression, ...] | None) -> str | None:
        """Give the first argument where it is a text."""
        value = self.value(given[0]) if given else None
        plain = value.value if isinstance(value, Known) and not value.regex else None
        return plain if isinstance(plain, str) else None

    def pattern(self, given: tuple[Expression, ...] | None) -> str | None:
        """Give the source of the regular expression that the first argument is, without slashes and flags."""
        return _source(self.value(given[0])) if given else None

    def choices(self, node: Expression | None) -> tuple[str, ...]:
        """Give the texts of a list, of the values of a table, or of one literal."""
        return tuple(_texts(self.value(node)))

    def protocols(self, given: tuple[Expression, ...] | None) -> tuple[str, ...]:
        """Give the protocols of ``{ protocol: /^https?$/ }`` or ``{ protocols: ["https"] }``."""
        for each in given or ():
            table = self.value(each)
            if isinstance(table, Table):
                source = _source(table.entries.get("protocol"))
                if source is not None:
                    return tuple(_alternatives(source))
                listed = table.entries.get("protocols") or table.entries.get("scheme")
                return tuple(text.rstrip(":") for text in _texts(listed))
        return ()


def transforms_to(given: tuple[Expression, ...] | None) -> ValueType | None:
    """Guess what a function makes of a text, by what it calls: the texts that it takes are written accordingly."""
    text = text_of(given[0]) if given else ""
    if re.search(r"\bNumber\b|parseInt|parseFloat", text):
        return "number"
    if re.search(r"""["'](?:true|1|on|yes)["']""", text):
        return "boolean"
    if "JSON.parse" in text:
        return "json"
    return "list" if re.search(r"\.split\(", text) else None


def _source(node: Node | None) -> str | None:
    if not isinstance(node, Known) or not node.regex or not isinstance(node.value, str):
        return None
    text = node.value
    return text[1 : text.rfind("/")] if text.startswith("/") and text.rfind("/") > 0 else text


def _texts(node: Node | None) -> list[str]:
    if isinstance(node, Known) and isinstance(node.value, str | int | float) and not node.regex:
        return [str(node.value).lower() if isinstance(node.value, bool) else str(node.value)]
    items = node.items if isinstance(node, Listing) else node.entries.values() if isinstance(node, Table) else ()
    return [text for each in items for text in _texts(each)]


def _alternatives(source: str) -> list[str]:
    """Give the protocols of ``^https?$`` or ``^(postgres|postgresql)$``; none for a harder expression."""
    match = _PROTOCOL.fullmatch(source)
    found: list[str] = []
    for each in match[1].split("|") if match is not None else ():
        found += [each.replace("?", ""), *([each[: each.index("?") - 1]] if "?" in each else [])]
    return [each for each in found if re.fullmatch(r"[a-z][a-z0-9+.-]*", each)]
