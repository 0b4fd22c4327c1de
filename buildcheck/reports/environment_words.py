"""The cells of the table of variables, as words: a shared leaf of the renderers that show it."""

from __future__ import annotations

from buildcheck.model.environment import Effect, EnvironmentRow, VariableRead

_EFFECTS: dict[Effect, str] = {
    "build-fails": "build fails",
    "baked": "undefined",
    "request-fails": "requests fail",
    "request-differs": "requests differ",
    "nothing": "nothing",
    "unknown": "unknown",
}
_GUESSES: dict[Effect, str] = {"build-fails": "build may fail", "request-fails": "requests may fail"}


def needed(row: EnvironmentRow) -> str:
    """Say when it is needed."""
    return row.needed if not row.optional else "optional"


def declared(row: EnvironmentRow) -> str:
    """Give the place that gives it a value, else the one where people are told about it, else ``nowhere``."""
    given = next((each for each in row.declared if each.gives), None)
    told = [each for each in row.declared if each.by not in ("types", "script", "config")]
    set_there = next((each for each in row.declared if each.by == "config" and each.public), None)
    first = (
        given
        or set_there
        or next((each for each in told if each.by in ("env-file", "example")), told[0] if told else None)
    )
    if first is None:
        return "nowhere"
    return f"{first.at.path}:{first.at.line}" if first.at.line is not None else first.at.path


def without(row: EnvironmentRow) -> str:
    """Say in two or three words what its absence does."""
    found = row.consequence
    if found is None:
        return "unknown"
    if found.proof is not None:
        return _EFFECTS[found.effect]
    early = any(each.at == found.at and each.at_import for each in row.reads)
    return (
        "build reads it" if found.effect == "unknown" and early else _GUESSES.get(found.effect, _EFFECTS[found.effect])
    )


def browser(row: EnvironmentRow) -> str:
    """Say whether a browser can see the value."""
    if row.exposure == "exposed" and row.leaks and not any(each.verdict == "exposed" for each in row.leaks):
        return "in reach"
    return {"exposed": "EXPOSED", "public": "public", "none": "no", "unknown": "unknown"}[row.exposure]


def live(row: EnvironmentRow) -> tuple[VariableRead, ...]:
    """Give the reads that count: those of tests and of code that nothing leads to do not."""
    return tuple(each for each in row.reads if each.is_live)


def is_pressing(row: EnvironmentRow) -> bool:
    """Whether somebody has to do something: it is needed and missing, or in a browser's reach by mistake. What no code
    of the project names counts where it is a secret that a package of its service reads."""
    if row.exposure == "exposed":
        return True
    if row.consequence is not None and row.consequence.effect == "nothing":
        return False
    named = bool(live(row)) or (row.service is not None and row.sensitivity == "secret")
    return row.missing and named and not row.optional and row.needed != "never"


def is_undeclared(row: EnvironmentRow) -> bool:
    """Whether it is needed, and nothing in the repository tells about it."""
    return is_pressing(row) and row.missing and declared(row) == "nowhere"
