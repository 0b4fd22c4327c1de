"""The modules of a survey as a graph of what loads what, and what is reached in it. Only files of the source count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from buildcheck.model.survey import Edge, Survey

Targets = Mapping[str, tuple[str, ...]]


def targets_of(survey: Survey) -> Targets:
    """Give the modules that each module loads."""
    found = {}
    for path, edges in survey.edges.items():
        targets = tuple(dict.fromkeys(each.target for each in loading(edges) if each.target in survey.modules))
        if targets:
            found[path] = tuple(each for each in targets if each is not None)
    return found


def loading(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Give the edges that load a file of the source."""
    return (each for each in edges if each.outcome == "file" and each.request.loads)


def below(entries: Iterable[str], targets: Targets) -> set[str]:
    """Give all that ``entries`` lead to, themselves included."""
    found: set[str] = set()
    pending = list(entries)
    while pending:
        path = pending.pop()
        if path not in found:
            found.add(path)
            pending += targets.get(path, ())
    return found


def marked(entries: Mapping[str, int], targets: Targets) -> dict[str, int]:
    """Give for each module the marks (bits) of all ``entries`` that lead to it."""
    found: dict[str, int] = {}
    # What waits is given all of its marks at once, so that a module with many entries above it is rarely gone through.
    waiting = dict(entries)
    while waiting:
        path = next(iter(waiting))
        marks, before = waiting.pop(path), found.get(path, 0)
        if marks | before != before:
            found[path] = before | marks
            for each in targets.get(path, ()):
                waiting[each] = waiting.get(each, 0) | before | marks
    return found
