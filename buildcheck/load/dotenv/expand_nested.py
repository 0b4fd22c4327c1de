"""dotenv-expand 11 (lib/main.js), as bundled in Vite 5: one expression with defaults nested three deep."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buildcheck.load.dotenv.endless import Budget, NotExpandable

_VARIABLE = re.compile(
    r"(\\)?\$(?!\()(?:\{?)([A-Za-z0-9_.]+)(?::?-((?:\$\{(?:\$\{(?:\$\{[^}]*\}|[^}])*\}|[^}])*\}|[^}])+))?(?:\}?)"
)
_MAX_DOLLARS = 200
"""The expression takes time with the cube of their number where no brace is closed."""


def interpolate(value: str, environ: Mapping[str, str], parsed: Mapping[str, str]) -> str:
    """Give ``value`` with its variables filled in.

    Raises:
        NotExpandable: there is no end.
    """
    return _interpolate(value, environ, parsed, Budget(), 0)


def _interpolate(value: str, environ: Mapping[str, str], parsed: Mapping[str, str], budget: Budget, depth: int) -> str:
    def filled(match: re.Match[str]) -> str:
        escaped, name, default = match[1], match[2], match[3]
        if escaped:
            return match[0][1:]
        inner = environ.get(name) or parsed.get(name)
        if inner and (inner == parsed.get(name) if environ.get(name) else inner == value):
            return inner
        if not inner and not (default or "").startswith("$"):
            return default or ""
        budget.spend(value, depth)
        return _interpolate(inner or default, environ, parsed, budget, depth + 1)

    if value.count("$") > _MAX_DOLLARS:
        raise NotExpandable("It holds too many variables.")
    return _VARIABLE.sub(filled, value)
