"""Which folders Next takes for its routers, and which it passes over (``findPagesDir`` in lib/find-pages-dir.ts)."""

from __future__ import annotations

from typing import NamedTuple

from buildcheck.model.next_app import Router
from buildcheck.survey.next.tree import Tree

ROUTERS: tuple[Router, ...] = ("app", "pages")


class Folders(NamedTuple):
    """The folders of both routers, relative to the app; ``ignored`` exist and are never read."""

    app: str | None
    pages: str | None
    ignored: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """The folder that middleware, proxy and instrumentation are looked for in: that above ``pages``, or above
        ``app`` where there is no ``pages`` (``rootDir`` in build/index.ts)."""
        return (self.pages or self.app or "").rpartition("/")[0]


def find_folders(tree: Tree, version: tuple[int, int, int], *, app_enabled: bool) -> Folders:
    """Find the routers: the folder beside the manifest wins over that in ``src``, even when it holds no route.

    ``app_enabled`` is ``experimental.appDir``, which only 13.0 to 13.4 ask for (13.4 sets it by default).
    """
    found: dict[Router, str | None] = {}
    ignored: list[str] = []
    for name in ROUTERS:
        present = [each for each in (name, f"src/{name}") if tree.exists(each)]
        usable = name == "pages" or (version >= (13, 0, 0) and app_enabled)
        found[name] = present[0] if present and usable else None
        ignored += [each for each in present if each != found[name]]
    return Folders(found["app"], found["pages"], tuple(ignored))
