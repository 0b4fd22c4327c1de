"""Parsed variables -> the same with ``$NAME`` filled in, as each release of dotenv-expand does it.

An expansion that never ends ends the loader in JavaScript (its stack overflows), and here raises `NotExpandable`.
Names that every JavaScript object has (``$toString``) are variables like all others here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buildcheck.load.dotenv import expand_matches, expand_nested, expand_operators, expand_search
from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.js_text import in_order

Interpolate = Callable[[str, Mapping[str, str], Mapping[str, str]], str]

_INTERPOLATE: dict[Dialect, Interpolate] = {
    "next-13": expand_matches.interpolate_next,
    "next-14": expand_search.interpolate,
    "vite-4": expand_matches.interpolate_vite,
    "vite-5": expand_nested.interpolate,
    "vite-6": expand_operators.interpolate,
}


def expand(parsed: Mapping[str, str], environ: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Give the variables of ``parsed`` as they are after expansion; those of ``environ`` win, and are expanded as well
    where that release does so.

    Raises:
        NotExpandable: the loader would fail here, and leave all of ``parsed`` out.
    """
    found = dict(parsed)
    interpolate = _INTERPOLATE[dialect]
    for name in in_order(parsed):
        found[name] = _value(name, found, environ, dialect, interpolate)
    return found


def _value(
    name: str, found: dict[str, str], environ: Mapping[str, str], dialect: Dialect, interpolate: Interpolate
) -> str:
    value = found[name]
    match dialect:
        case "next-13" | "vite-4":
            return interpolate(environ.get(name, value), environ, found)
        case "next-14":
            return _unescaped(interpolate(environ.get(name, value), environ, found))
        case "vite-5":
            kept = name in environ and environ[name] != value
        case "vite-6":
            kept = bool(environ.get(name)) and environ[name] != value
    return _unescaped(environ[name] if kept else interpolate(value, environ, found))


def _unescaped(value: str) -> str:
    return value.replace("\\$", "$")
