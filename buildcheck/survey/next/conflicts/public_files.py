"""Files of ``public/`` that stand for the address of a route.

A pages route is refused (build/index.ts, public-dir-conflict-check: only the very path, so a file without extension).
An app route is built, and ``next start`` asks ``public`` first (server/lib/router-utils/filesystem.ts); a static export
copies ``public`` first and the route over it (export/index.ts).
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict
from buildcheck.model.value import At
from buildcheck.survey.next.structure import Structure


def public_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files of ``public`` that take, or can't share, the address of a route."""
    tree = structure.tree
    if tree.exists("public/_next"):
        yield Conflict(check="public-next-folder", places=(structure.at("public/_next"),), fate="refused")
    for route in structure.routes:
        name = "index" if route.url == "/" and route.router == "pages" else route.url.lstrip("/")
        path = f"public/{name}"
        if "[" in name or not name or not tree.is_file(path):
            continue
        yield Conflict(
            check="public-file-shadows-route",
            places=(structure.at(path), At(path=route.path)),
            fate="refused" if route.router == "pages" else "silent",
            kind=route.router,
            url=route.url,
        )
