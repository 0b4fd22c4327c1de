"""dotenv-expand 10 (lib/main.js), as bundled in @next/env since 14: from the last ``$`` to the first."""

from __future__ import annotations

import re
from collections.abc import Mapping

from buildcheck.load.dotenv.endless import Budget
from buildcheck.load.dotenv.js_text import replace

_LAST = re.compile(r"(?s:.*)(?<!\\)(\$)")
_VARIABLE = re.compile(r"\$\{?([A-Za-z0-9_]+)(?::-([^}\\]*))?\}?")


def interpolate(value: str, environ: Mapping[str, str], parsed: Mapping[str, str]) -> str:
    """Give ``value`` with its variables filled in; a ``$`` that begins none ends the search, earlier ones stay."""
    budget = Budget()
    while True:
        last = _LAST.match(value)
        match = _VARIABLE.match(value, last.start(1)) if last is not None else None
        if match is None:
            return value
        name, default = match[1], match[2]
        value = replace(value, match[0], environ.get(name) or default or parsed.get(name) or "")
        budget.spend(value)
