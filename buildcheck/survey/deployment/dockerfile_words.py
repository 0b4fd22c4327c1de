"""The words of a Dockerfile's lines: quotes, JSON form, flags, and variables with the values they have by default."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_WORD = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\]|["'\\])+""", re.DOTALL)
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)""", re.DOTALL)
_VARIABLE = re.compile(r"\\\$|\$(?:\{(\w+)(?:(:?[-+])([^}]*))?\}|(\w+))")
_FLAG = re.compile(r"--([a-z][\w.-]*)(?:=(\S*))?\s*")


def split_flags(rest: str) -> tuple[dict[str, str], str]:
    """Take the flags off the front of a line; one that is given twice holds both values, joined by a space."""
    flags: dict[str, str] = {}
    while match := _FLAG.match(rest):
        name, value = match[1], match[2] or ""
        flags[name] = f"{flags[name]} {value}" if name in flags else value
        rest = rest[match.end() :]
    return flags, rest


def json_form(rest: str) -> tuple[str, ...] | None:
    """Give the items of the JSON form (``["npm", "start"]``), ``None`` when it is none."""
    if not rest.startswith("["):
        return None
    try:
        items = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    return tuple(items) if isinstance(items, list) and all(isinstance(each, str) for each in items) else None


def words(rest: str) -> tuple[str, ...]:
    """Split at white space outside quotes, and take the quotes off."""
    return tuple(_QUOTED.sub(_bare, each) for each in _WORD.findall(rest))


def _bare(match: re.Match[str]) -> str:
    return next((each for each in match.groups() if each is not None), "")


def filled(text: str, variables: Mapping[str, str]) -> str:
    """Fill in the variables that are known; an unknown one stays as it is written."""

    def value(match: re.Match[str]) -> str:
        name, operator, word = match[1] or match[4], match[2], match[3] or ""
        if name is None:
            return match[0]
        known = variables.get(name)
        if operator in ("+", ":+"):
            return word if known else ""
        if known is None or (operator == ":-" and not known):
            return word if operator else match[0]
        return known

    return _VARIABLE.sub(value, text)
