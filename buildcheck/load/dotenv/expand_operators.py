"""dotenv-expand 12 (lib/main.js), as bundled in Vite since 6: the first variable again and again, with the operators
``:-``, ``-``, ``:+`` and ``+``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buildcheck.load.dotenv.endless import Budget
from buildcheck.load.dotenv.js_text import replace

_VARIABLE = re.compile(r"(?<!\\)\$\{([^{}]+)\}|(?<!\\)\$([A-Za-z_][A-Za-z0-9_]*)")
_OPERATOR = re.compile(r":\+|\+|:-|-")


def interpolate(value: str, environ: Mapping[str, str], parsed: Mapping[str, str]) -> str:
    """Give ``value`` with its variables filled in.

    Raises:
        NotExpandable: there is no end; the original loops for ever there.
    """
    budget, seen = Budget(), set[str]()
    while (match := _VARIABLE.search(value)) is not None:
        seen.add(value)
        expression = match[1] or match[2]
        operator = _OPERATOR.search(expression)
        # Without an operator the original splits at `null`, which JavaScript takes for that word.
        splitter = operator[0] if operator is not None else "null"
        name, *others = expression.split(splitter)
        rest = splitter.join(others)
        inner = environ[name] if name in environ else parsed.get(name)
        if splitter in (":+", "+"):
            inner, rest = None, rest if inner else ""
        value = replace(value, match[0], inner if inner and inner not in seen else rest)
        if value == parsed.get(name):
            break
        budget.spend(value)
    return value
