"""Imports that lead nowhere in a clean checkout, as checks report them: one for each file that is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from buildcheck.model.check import Cause, Evidence
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Hit, Severity
from buildcheck.model.survey import Edge, Outcome
from buildcheck.model.value import Value

# The diagnoses of a log that says no more than that a module was not found.
_CAUSES = frozenset(
    {
        "import-case-mismatch", "module-ignored", "module-path-wrong", "module-not-found-file", "vite-entry-missing",
        "prisma-not-generated", "prisma-scripts-blocked",
    }
)  # fmt: skip
_FAILED: tuple[Outcome, ...] = ("letter-case", "left-out", "missing")


class Failing(Value, frozen=True, kw_only=True):
    """The imports of one file that is missed: ``edges``, the one to show first. ``how`` is what stops the build there
    (see `Survey.breaks`), ``cause`` that of a failed step whose log tells of it."""

    edges: tuple[Edge, ...]
    how: Literal["bundle", "types", "perhaps"]
    cause: Cause | None = None

    @property
    def edge(self) -> Edge:
        return self.edges[0]

    @property
    def others(self) -> str:
        """How many more imports ask for it, in words to put behind the message."""
        more = len(self.edges) - 1
        return f" ({more} more import{'s' if more > 1 else ''} of it)" if more else ""

    @property
    def consequence(self) -> str:
        """What happens, in words to end a sentence with."""
        return {
            "bundle": "the build fails",
            "types": "the type check of the build fails",
            "perhaps": "the build fails if it reads this file",
        }[self.how]

    def hit(self, message: str, fix: str, *, docs: str | None = None, severity: Severity | None = None) -> Hit:
        """Make the hit that reports it, with the lines of the log that tell of it."""
        cause = self.cause
        lines = LogLines(step=cause.step, first=cause.first_line, lines=cause.lines) if cause and cause.lines else None
        return Hit(
            message=message,
            at=self.edge.at,
            evidence=lines,
            cause=cause.id if cause is not None else None,
            fix=fix,
            docs=docs,
            anchor=self.edge.wanted or self.edge.request.specifier,
            severity=severity or ("warning" if self.how == "perhaps" else None),
            predicts="build",
        )


def failing(evidence: Evidence, edges: Iterable[Edge]) -> Iterator[Failing]:
    """Group those of ``edges`` that stop the build by the file that they miss. The first of a group is the one that the
    log tells of, else one that the bundler stops at."""
    groups: dict[str, list[tuple[int, Edge]]] = {}
    for edge in edges:
        how = evidence.survey.breaks(edge)
        if how is not None:
            key = edge.wanted or f"{edge.package or ''}\0{edge.request.specifier}"
            groups.setdefault(key, []).append((_HOWS.index(how), edge))
    for group in groups.values():
        group.sort(key=lambda each: (told(evidence, each[1]) is None, each[0]))
        found = tuple(edge for _, edge in group)
        yield Failing(edges=found, how=_HOWS[group[0][0]], cause=told(evidence, found[0]))


_HOWS: tuple[Literal["bundle", "types", "perhaps"], ...] = ("bundle", "types", "perhaps")


def told(evidence: Evidence, edge: Edge) -> Cause | None:
    """Give the cause of the failed step where its log tells of ``edge``."""
    cause = evidence.cause
    if cause is None or cause.id not in _CAUSES or (cause.at or "").partition(":")[0] != edge.importer:
        return None
    words = "\n".join((cause.title, *cause.lines))
    named = (edge.request.specifier, edge.wanted, (edge.wanted or "").rpartition(".")[0])
    return cause if any(each and each in words for each in named) else None


def untold(evidence: Evidence, check: str) -> Iterator[Hit]:
    """Give the hit of a cause that ``check`` reports and that no import of the source accounts for."""
    cause = evidence.cause
    if cause is None or cause.check != check:
        return
    edges = (edge for found in evidence.survey.edges.values() for edge in found if edge.outcome in _FAILED)
    if not any(told(evidence, edge) is not None and evidence.survey.breaks(edge) is not None for edge in edges):
        yield cause.hit(cause.title)


def is_unconfigured(edge: Edge) -> bool:
    """Whether ``edge`` leads nowhere because no tool that builds knows the alias that it begins with."""
    if edge.outcome != "missing" or edge.package is not None:
        return False
    return edge.wanted is None if edge.alias is None else edge.target is not None
