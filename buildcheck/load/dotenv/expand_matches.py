"""dotenv-expand 8 and 9 (lib/main.js), as bundled in @next/env up to 13 and, patched, in Vite 4: match by match, with
the replacements done in the whole value, in place or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from buildcheck.load.dotenv.endless import Budget, NotExpandable
from buildcheck.load.dotenv.js_text import ENDS, replace


@dataclass(frozen=True, slots=True)
class _Grammar:
    matches: re.Pattern[str]
    parts: re.Pattern[str]
    bare_dollar_fails: bool


def _grammar(default: str, *, bare_dollar_fails: bool) -> _Grammar:
    name = f"[A-Za-z0-9_]*{default}"
    return _Grammar(
        matches=re.compile(rf"[^{ENDS}]?\$\{{*{name}\}}*"),
        parts=re.compile(rf"([^{ENDS}]?)\$\{{*({name})\}}*"),
        bare_dollar_fails=bare_dollar_fails,
    )


_NEXT = _grammar("(?::-)?[A-Za-z0-9_]*", bare_dollar_fails=True)
_VITE = _grammar("(?::-[A-Za-z0-9_/]*)?", bare_dollar_fails=False)


def interpolate_next(value: str, environ: Mapping[str, str], parsed: Mapping[str, str]) -> str:
    """Give ``value`` with its variables filled in, as @next/env does up to 13.

    Raises:
        NotExpandable: a ``$`` stands before no name (the original fails there, rule E12), or there is no end.
    """
    return _interpolate(value, environ, parsed, _NEXT, budget=Budget(), depth=0)


def interpolate_vite(value: str, environ: Mapping[str, str], parsed: Mapping[str, str]) -> str:
    """Give ``value`` with its variables filled in, as Vite 4 does."""
    return _interpolate(value, environ, parsed, _VITE, budget=Budget(), depth=0)


def _interpolate(
    value: str,
    environ: Mapping[str, str],
    parsed: Mapping[str, str],
    grammar: _Grammar,
    *,
    budget: Budget,
    depth: int,
) -> str:
    matches = grammar.matches.findall(value)
    for index, found in enumerate(matches):
        parts = grammar.parts.search(found)
        if parts is None:
            continue
        budget.spend(value, depth)
        prefix, named = parts[1], parts[2]
        if prefix == "\\":
            value = replace(value, parts[0], replace(parts[0], "\\$", "$$"))
            continue
        if not named:
            if grammar.bare_dollar_fails:
                raise NotExpandable("A `$` stands before no name, and this release fails on it.")
            continue
        name, *default = named.split(":-")
        filled = environ[name] if name in environ else parsed.get(name) or (default[0] if default else "")
        if default and filled:
            # The original takes the next match for a nested default and removes it; where there is none, its
            # `replace(undefined, "")` looks for that word.
            value = replace(value, matches[index + 1] if index + 1 < len(matches) else "undefined", "")
            if index + 1 < len(matches):
                matches[index + 1] = ""
        filled = _interpolate(filled, environ, parsed, grammar, budget=budget, depth=depth + 1)
        value = replace(value, parts[0][len(prefix) :], filled)
    return value
