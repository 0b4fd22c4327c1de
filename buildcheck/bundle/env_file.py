"""The text of an env file -> where values stand in it that may be secret, in its comments as well."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from buildcheck.bundle.made import Span
from buildcheck.bundle.secret_parts import looks_random, secret_parts
from buildcheck.engines.masking import PLAIN
from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.parse import Entry, parse
from buildcheck.load.dotenv.placeholders import is_placeholder, is_weak
from buildcheck.load.dotenv.value_types import type_of
from buildcheck.model.environment import Variable

_COMMENTED = re.compile(r"^[ \t]*#[ \t#]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?=\S)(.*)$", re.MULTILINE)
_SWITCHES = frozenset({"0", "1", "true", "false", "yes", "no", "on", "off", "null", "none", "undefined"})
_MOST_DIGITS = 4
_SMALL = re.compile(r"\d{1,5}\Z")


def env_spans(text: str, dialect: Dialect, variables: Mapping[str, Variable]) -> Iterator[Span]:
    """Give where they begin and end in ``text``. ``variables`` are those of the project's inventory.

    Switches, small numbers, placeholders and what a browser gets anyway are no secrets; of an address only user,
    password, query and what looks like a key are.
    """
    # The same length, so that places are those of the text; the parser takes each of these for one line end.
    even = text.replace("\r\n", " \n").replace("\r", "\n")
    starts = [0, *(match.end() for match in re.finditer("\n", even))]
    entries = parse(even, dialect)
    known = {each.name for each in entries} | set(variables)
    covered: list[Span] = []
    for entry in entries:
        begin = _begin(even, starts[entry.line - 1], entry)
        covered.append((starts[entry.line - 1], begin + len(entry.raw)))
        yield from _of_entry(entry, begin, known, variables)
    for match in _COMMENTED.finditer(even):
        covered.append(match.span())
        if not _is_harmless(match[1], match[2].strip(), variables):
            yield from _moved(secret_parts(match[2], known), match.start(2))
    yield from _rest(even, starts, covered)


def weak_spans(text: str, dialect: Dialect) -> Iterator[Span]:
    """Give where passwords stand that anybody would try first. They are secret all the same; what is put in their place
    should be as weak, since that is what is said about them."""
    even = text.replace("\r\n", " \n").replace("\r", "\n")
    starts = [0, *(match.end() for match in re.finditer("\n", even))]
    for entry in parse(even, dialect):
        value = entry.value.strip()
        at = entry.raw.find(value)
        if at >= 0 and is_weak(entry.name, value) and not is_placeholder(value):
            begin = _begin(even, starts[entry.line - 1], entry) + at
            yield begin, begin + len(value)


def _begin(text: str, line: int, entry: Entry) -> int:
    name = text.find(entry.name, line) + len(entry.name)
    found = text.find(entry.raw, name)
    return found if found >= 0 else name


def _of_entry(entry: Entry, begin: int, known: Collection[str], variables: Mapping[str, Variable]) -> Iterator[Span]:
    if _is_harmless(entry.name, entry.value.strip(), variables):
        return
    at = entry.raw.find(entry.value)
    # Of what follows the value, a `#` right behind it began a part that was meant to be one; a comment has a space.
    rest = at + len(entry.value)
    if at < 0 or entry.raw[rest : rest + 1] == "#":
        yield from _moved(secret_parts(entry.raw, known), begin)
    else:
        yield from _moved(secret_parts(entry.value, known), begin + at)


def _is_harmless(name: str, value: str, variables: Mapping[str, Variable]) -> bool:
    if not value or value.lower() in _SWITCHES or value.lower() in PLAIN or _stands_for_another(value):
        return True
    variable = variables.get(name)
    if variable is not None and variable.sensitivity == "secret":
        return False
    if _SMALL.match(value) or (type_of(name, value) == "path" and not looks_random(value)):
        return True
    choices = {each for wanted in variable.expectations for each in wanted.choices} if variable is not None else set()
    public = variable is not None and (variable.public or variable.sensitivity == "public")
    return value in choices or (public and "@" not in value)


def _stands_for_another(value: str) -> bool:
    """Whether it plainly is a placeholder: `my-app-secret-9f8e7d6c5b` reads like one and may be somebody's secret."""
    digits = sum(each.isdigit() for each in value)
    return is_placeholder(value) and digits <= _MOST_DIGITS


def _rest(text: str, starts: list[int], covered: list[Span]) -> Iterator[Span]:
    """Give the lines that set nothing and are no comment: a value that lost its name, or its quotation marks."""
    for begin, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line = text[begin:end].strip()
        if line and not line.startswith("#") and not any(first <= begin < last for first, last in covered):
            yield begin, end


def _moved(spans: Iterator[Span], by: int) -> Iterator[Span]:
    return ((begin + by, end + by) for begin, end in spans)
