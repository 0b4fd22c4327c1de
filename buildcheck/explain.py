"""The manual of the checks, from their own docstrings: in goes nothing or an id, out comes Markdown."""

from __future__ import annotations

from buildcheck.discover import discover
from buildcheck.errors import UsageError
from buildcheck.model.check import Check


def checks() -> tuple[Check, ...]:
    """Find every check, by id."""
    return tuple(sorted(discover("buildcheck.checks", Check), key=lambda each: each.id))


def catalogue() -> str:
    """Give the table of all checks."""
    rows = [f"| `{each.id}` | {each.severity} | {each.title} |" for each in checks()]
    return "\n".join(["| check | severity | what it tells |", "|---|---|---|", *rows, ""])


def page(check_id: str) -> str:
    """Give the page of one check.

    Raises:
        UsageError: there is no such check.
    """
    known = {each.id: each for each in checks()}
    check = known.get(check_id)
    if check is None:
        raise UsageError(
            f"there is no check called {check_id}",
            why=f"the checks are {', '.join(known)}",
            do="Name one of them, or leave the name out to see what each one tells.",
        )
    needs = "the source alone" if check.needs == "source" else f"a run that reached the stage `{check.needs}`"
    return f"# {check.id}\n\n*{check.severity}; needs {needs}*\n\n{check.doc}\n"
