"""What a host must be given, and when: a shared leaf of the formats that write lists for hosts.

Names come from strangers' code. One that no shell can set is left out, and everything else that is written into a
comment is made visible first, so that no line can end early.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment_words import live
from buildcheck.reports.safe_text import defuse, visible
from buildcheck.services import read_services

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def wanted(report: EnvironmentReport) -> list[EnvironmentRow]:
    """Give the variables that somebody has to set: those that are needed or optional, and that no file gives."""
    return [each for each in listed(report) if each.missing]


def listed(report: EnvironmentReport) -> list[EnvironmentRow]:
    """Give the variables that something may read, by service and name."""
    rows = [each for each in report.rows if each.needed != "never" and _NAME.fullmatch(each.name) and not _set(each)]
    return sorted(rows, key=lambda each: (each.service is None, _title(each), each.name))


def _set(row: EnvironmentRow) -> bool:
    """Whether the framework's configuration sets it, so that the host has no say."""
    return not row.missing and any(each.by == "config" and each.public for each in row.declared)


def by_service(rows: Iterable[EnvironmentRow]) -> Iterator[tuple[str, list[EnvironmentRow]]]:
    """Give the rows by the name of their service; they are sorted by it."""
    for title, group in groupby(rows, key=_title):
        yield title, list(group)


def at_build(row: EnvironmentRow) -> bool:
    """Whether the build has to be given it."""
    return row.needed == "build"


def at_run(row: EnvironmentRow) -> bool:
    """Whether the running server has to be given it."""
    return row.needed == "run" or any(not each.inlined and {"server", "edge"} & set(each.where) for each in live(row))


def is_secret(row: EnvironmentRow) -> bool:
    """Whether the value is to be kept secret; what is not known is, unless it is written into code anyway."""
    if row.sensitivity != "unknown":
        return row.sensitivity == "secret"
    return not any(each.inlined for each in live(row))


def when(row: EnvironmentRow) -> str:
    """Say when it has to be there."""
    if at_build(row):
        return "build and run time" if at_run(row) else "build time"
    return "run time"


def kind(row: EnvironmentRow) -> str:
    """Say who may see the value."""
    if row.sensitivity == "unknown":
        return "for the server alone" if is_secret(row) else "no secret: it is written into the code"
    return "secret" if row.sensitivity == "secret" else "no secret"


def purpose(row: EnvironmentRow) -> str:
    """Say in a line what it is, when it is needed, and what it must be."""
    parts = ["optional"] if row.optional else []
    parts += [kind(row), when(row), *((row.expects,) if row.expects else ())]
    parts += ["a browser can read it: mend that first"] if row.exposure == "exposed" else []
    return comment("; ".join(parts))


def places(row: EnvironmentRow, most: int = 2) -> str:
    """Say where it is read."""
    found = list(dict.fromkeys(f"{each.at.path}:{each.at.line}" for each in live(row)))
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return comment(f"read in {', '.join(found[:most])}{more}") if found else ""


def comment(text: str) -> str:
    """Give one line that is safe in a comment."""
    return defuse(visible(text))


def _title(row: EnvironmentRow) -> str:
    if row.service is None:
        return "Other"
    return next((each.title for each in read_services() if each.id == row.service), row.service)
