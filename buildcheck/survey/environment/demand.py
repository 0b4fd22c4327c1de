"""What code for the browser asks of each module: a read in a function that nobody there calls never runs there.

A module's names are wanted by those that import them. Which declaration of the importer does so is not known, so that
what is wanted for certain comes from importers alone that run as a whole: entries, and modules all of whose names are
wanted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from buildcheck.model.module import DATA_FUNCTIONS, Import, Module
from buildcheck.model.survey import Edge, Survey
from buildcheck.survey.environment.graph import loading

ALL = "*"
_SERVER_ONLY = DATA_FUNCTIONS | {"config"}


class Demand:
    """The names that are wanted of each module in the browser, perhaps and for certain. ``entries`` maps the modules
    that a browser is given to the names that run there: `ALL`, or those that remain of a page."""

    def __init__(self, survey: Survey, layer: Iterable[str], entries: Mapping[str, frozenset[str]]) -> None:
        self._modules = survey.modules
        self._edges = {path: tuple(_kept(survey, path)) for path in layer}
        self.perhaps = self._spread(entries, certain=False)
        self.certain = self._spread(entries, certain=True)

    def runs(self, path: str, within: tuple[str, ...], *, certain: bool) -> bool:
        """Whether a declaration of ``within`` in ``path`` is wanted; a statement of the module itself (``within`` is
        empty) runs with the module."""
        wanted = (self.certain if certain else self.perhaps).get(path)
        if wanted is None:
            return False
        return not within or ALL in wanted or not wanted.isdisjoint(within)

    def _spread(self, entries: Mapping[str, frozenset[str]], *, certain: bool) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        asked: set[str] = set()
        waiting = {path: names for path, names in entries.items() if path in self._edges}
        while waiting:
            path = next(iter(waiting))
            names = waiting.pop(path) | found.get(path, frozenset())
            if path in found and names == found[path]:
                continue
            found[path] = names
            wanted = list(self._handed_on(path, names))
            if path not in asked and (not certain or self._whole(path, names)):
                asked.add(path)
                wanted += self._asked(path)
            for target, more in wanted:
                waiting[target] = waiting.get(target, frozenset()) | more
        return found

    def _whole(self, path: str, names: frozenset[str]) -> bool:
        return ALL in names or _values(self._modules[path]) <= names

    def _asked(self, path: str) -> Iterator[tuple[str, frozenset[str]]]:
        for edge in self._edges[path]:
            if edge.request.kind != "export" and edge.target in self._edges:
                yield edge.target, _wanted(edge.request)

    def _handed_on(self, path: str, names: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Give what is wanted of others under the names that ``path`` exports them as."""
        passed = [edge for edge in self._edges[path] if edge.request.kind == "export" and edge.target in self._edges]
        if not passed:
            return
        known = {name for edge in passed for name in edge.request.values}
        renamed = not (names - {ALL}) <= known | _own(self._modules[path])
        for edge in passed:
            wanted = _passed(edge, names, renamed=renamed)
            if wanted and edge.target is not None:
                yield edge.target, wanted


def _passed(edge: Edge, names: frozenset[str], *, renamed: bool) -> frozenset[str]:
    given = frozenset(edge.request.values)
    if ALL in names or (renamed and ALL not in given):
        return given or frozenset({ALL})
    return names if ALL in given else names & given


def _wanted(request: Import) -> frozenset[str]:
    if request.kind in ("dynamic", "require"):
        return frozenset(request.values) or frozenset({ALL})
    return frozenset(request.values)


def _own(module: Module) -> frozenset[str]:
    return frozenset(each.name for each in module.exports if each.form not in ("reexport", "type"))


def _values(module: Module) -> frozenset[str]:
    return frozenset(each.name for each in module.exports if each.form != "type")


def _kept(survey: Survey, path: str) -> Iterator[Edge]:
    stripped = survey.modules[path].stripped
    return (each for each in loading(survey.edges.get(path, ())) if each.request.specifier not in stripped)


def entry_names(module: Module, *, page: bool) -> frozenset[str]:
    """Give the names of an entry that run in a browser. ``page``: it is one of the pages router."""
    if not page or DATA_FUNCTIONS.isdisjoint(_values(module)):
        return frozenset({ALL})
    return _values(module) - _SERVER_ONLY
