"""Where Next compiles each module of the project: the layers of its module graph."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.value import Value

Trail = tuple[str, ...]
Layer = Literal["server", "client", "pages", "edge"]


class Layers(Value, frozen=True, kw_only=True):
    """The modules of each layer, each with the shortest chain of imports that brings it there: an entry first, the
    module itself last.

    ``server``: React server components, server actions and route handlers of the app router; what a ``"use client"``
    file imports is not in it. ``client``: those files and what they import; it is rendered on the server as well, when
    a page is built. ``pages``: the pages router, ``pages/api`` apart. ``edge``: what the edge runtime runs, middleware
    and routes that ask for it.

    ``evaluated`` are the modules that run on the server for certain when a page is rendered there: those of ``server``,
    ``client`` and ``pages`` that static imports lead to from a page or layout, barrels left out. ``static`` are the
    pages of the app router that are certainly rendered while the app is built. ``loaded`` maps each file of the app
    router that Next loads for its name to that name (``page``, ``layout``, ``error``, ``route`` …).
    """

    server: dict[str, Trail] = {}
    client: dict[str, Trail] = {}
    pages: dict[str, Trail] = {}
    edge: dict[str, Trail] = {}
    evaluated: dict[str, Trail] = {}
    static: frozenset[str] = frozenset()
    loaded: dict[str, str] = {}

    def around(self, path: str) -> tuple[str, ...]:
        """Give the layouts and templates of the app router around the file at ``path``, the outermost first."""
        found = [
            each
            for each, name in self.loaded.items()
            if name in ("layout", "template") and each != path and path.startswith(f"{each.rpartition('/')[0]}/")
        ]
        return tuple(sorted(found, key=lambda each: each.count("/")))

    def built(self, trail: Trail) -> bool:
        """Whether the entry of ``trail`` is certainly rendered while the app is built."""
        entry = trail[0]
        if entry in self.static:
            return True
        folder = entry.rpartition("/")[0]
        name = self.loaded.get(entry)
        return name in ("layout", "template") and any(each.startswith(f"{folder}/") for each in self.static)


def this_file(trail: Trail) -> str:
    """Say in words which file the last of ``trail`` is, and who brings it into its layer."""
    above = trail[:-1]
    if not above:
        return "an entry of the app"
    shown = above if len(above) <= 4 else (*above[:2], "…", above[-1])
    return f"imported by {' > '.join(shown)}"
