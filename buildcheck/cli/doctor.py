"""Probes -> text, for ``buildcheck doctor``: what was looked at, what was found, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from rich.console import RenderableType
from rich.text import Text

from buildcheck.reports.view import View, columns, draw, line, plural


class Probe(Protocol):
    """What the pipeline tells about one thing that a run needs."""

    @property
    def name(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def detail(self) -> str: ...
    @property
    def advice(self) -> str | None: ...


def show(probes: Sequence[Probe], view: View) -> str:
    """Give the probes as a table, the advice below what it is about."""
    bad = sum(not probe.ok for probe in probes)
    summary = f"{plural(bad, 'thing')} to look at" if bad else "everything is there"
    blocks: list[RenderableType] = [columns([row for probe in probes for row in _rows(probe)]), Text(), line(summary)]
    return draw(blocks, view)


def _rows(probe: Probe) -> list[tuple[Text, ...]]:
    mark = ("✔ ", "green") if probe.ok else ("✘ ", "bold red")
    rows: list[tuple[Text, ...]] = [(line(mark, (probe.name, "bold")), line(probe.detail))]
    if probe.advice and not probe.ok:
        rows.append((Text(), line(("do: ", "bold green"), probe.advice)))
    return rows
