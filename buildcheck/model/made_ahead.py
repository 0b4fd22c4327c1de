"""A route and the files that a build wrote -> whether any of them is a page, or a stored answer, of that route."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def is_made_ahead(route: str, paths: Iterable[str]) -> bool:
    """Whether Next made ``route`` ahead: ``server/app/a.html``, ``server/pages/a.json`` (next 13 to 16)."""
    address = "".join(_parts(route)) or "/index"
    made = re.compile(rf"(?:.*/)?server/(?:app|pages){address}\.(?:html|body|json)")
    return any(made.fullmatch(each) for each in paths)


def _parts(route: str) -> Iterator[str]:
    for part in route.split("/"):
        if part.startswith("[[..."):
            yield "(?:/.+)?"
        elif part.startswith("[..."):
            yield "/.+"
        elif part.startswith("["):
            yield "/[^/]+"
        elif part:
            yield f"/{re.escape(part)}"
