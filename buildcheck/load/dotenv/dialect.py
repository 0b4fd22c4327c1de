"""`Framework` -> how its env files are written and expanded. The boundaries are those of the loaders' own code.

Source: ``dist/index.js`` of @next/env (12.3.7 to 13.5.11 are alike, and so are 14.0.4 to 16.4.6); ``loadEnv`` of Vite
4.5.14, 5.4.21, 6.4.1 and 7.2.4. Vite 8 leaves parsing to Node (``util.parseEnv``), which is taken for dotenv here.
"""

from __future__ import annotations

import re
from typing import Literal

from buildcheck.model.project import Framework

Dialect = Literal["next-13", "next-14", "vite-4", "vite-5", "vite-6"]

ON_VITE = frozenset(
    ["vite", "sveltekit", "solid-start", "tanstack-start", "remix", "react-router", "qwik", "astro"],
)


def dialect_of(framework: Framework | None) -> Dialect:
    """Give the dialect of a framework, that of the newest release where its version is not known."""
    major = _major(framework)
    if framework is None or framework.name not in ON_VITE:
        return "next-13" if framework is not None and framework.name == "next" and major <= 13 else "next-14"
    if framework.name != "vite" or major > 5:
        return "vite-6"
    return "vite-5" if major == 5 else "vite-4"


def _major(framework: Framework | None) -> int:
    stated = re.search(r"\d+", (framework.version or framework.spec or "") if framework is not None else "")
    return int(stated.group()) if stated is not None else 99
