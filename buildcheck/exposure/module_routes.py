"""Modules of the source -> the pages that lead to them, by the imports of the survey."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from buildcheck.model.survey import Survey


def routes_of(survey: Survey, modules: Iterable[str]) -> tuple[str, ...]:
    """Give the pages whose own file, or a layout around it, imports one of ``modules``, directly or not; sorted.
    ``modules`` are paths as Next writes them, relative to the app."""
    app = survey.next
    root = f"{app.root}/" if app is not None and app.root != "." else ""
    above = defaultdict(set)
    for importer, edges in survey.edges.items():
        for edge in edges:
            if edge.target is not None:
                above[edge.target].add(importer)
    seen, waiting = set(), [f"{root}{each}" for each in modules]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += above[path]
    pages = (each for each in (app.routes if app is not None else ()) if each.kind == "page")
    return tuple(sorted({each.url for each in pages if seen & {each.path, *survey.layers.around(each.path)}}))
