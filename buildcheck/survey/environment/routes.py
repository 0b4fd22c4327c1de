"""Which routes include each module: the addresses of the pages and handlers whose imports lead to it."""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.model.survey import Survey
from buildcheck.survey.environment.graph import Targets, marked

_EVERY_PAGE = frozenset({"_app", "_document"})


class Routes:
    """Answers for one survey. Layouts and templates belong to every page below them, ``_app`` to all of its router."""

    def __init__(self, survey: Survey, targets: Targets) -> None:
        app = survey.next
        routes = tuple(each for each in app.routes if each.kind != "special") if app is not None else ()
        self._urls = tuple(dict.fromkeys(each.url for each in routes))
        bits = {url: 1 << place for place, url in enumerate(self._urls)}
        entries: dict[str, int] = {}
        pages = 0
        for route in routes:
            bit = bits[route.url]
            pages |= bit if route.router == "pages" and route.kind == "page" else 0
            around = survey.layers.around(route.path) if route.router == "app" and route.kind == "page" else ()
            for path in (route.path, *around):
                entries[path] = entries.get(path, 0) | bit
        for each in app.routes if app is not None else ():
            if each.kind == "special" and each.path.rpartition("/")[2].partition(".")[0] in _EVERY_PAGE:
                entries[each.path] = pages
        self._marks: Mapping[str, int] = marked(entries, targets)

    def of(self, path: str) -> tuple[str, ...]:
        """Give the routes that include ``path``, in the order in which the app has them."""
        marks = self._marks.get(path, 0)
        return tuple(url for place, url in enumerate(self._urls) if marks >> place & 1)
