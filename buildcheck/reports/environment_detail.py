"""All that is known about one variable, for a person at a terminal."""

from __future__ import annotations

from difflib import get_close_matches

from rich.console import RenderableType
from rich.text import Text

from buildcheck.errors import UsageError
from buildcheck.model.environment import Declaration, EnvironmentRow, VariableRead
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment_words import browser, needed, without
from buildcheck.reports.view import View, columns, draw, indented, line

_DECLARED = {
    "env-file": "env file",
    "example": "example",
    "schema": "validation schema",
    "turbo": "turbo.json",
    "ci": "workflow",
    "compose": "compose file",
    "dockerfile-arg": "ARG of an image",
    "dockerfile-env": "ENV of an image",
    "host": "settings of a host",
    "config": "env of the configuration",
    "script": "a script sets it",
    "types": "type of process.env",
}


def render(report: EnvironmentReport, name: str, view: View) -> str:
    """Give every read and declaration of the variable called ``name``.

    Raises:
        UsageError: nothing of the project knows that name.
    """
    row = next((each for each in report.rows if each.name == name), None)
    if row is None:
        near = get_close_matches(name, [each.name for each in report.rows], n=1)
        raise UsageError(
            f"No variable of this project is called {name}.",
            why="Nothing that counts reads it and no file declares it.",
            do=f"Did you mean {near[0]}?" if near else "`buildcheck env --all` lists those that there are.",
        )
    blocks: list[RenderableType] = [line((row.name, "bold")), columns(_facts(row))]
    for title, rows in (
        ("read", [_read(each) for each in row.reads]),
        ("declared", [_declaration(each) for each in row.declared]),
        ("in the browser", [(line(each.url or each.path), line((each.relied_on or "", "dim"))) for each in row.leaks]),
    ):
        if rows:
            blocks += [Text(), indented(line((title, "bold"))), columns(rows)]
    return draw(blocks, view)


def _facts(row: EnvironmentRow) -> list[tuple[Text, ...]]:
    effect = row.consequence
    proof = f" {effect.proof}" if effect is not None and effect.proof is not None else " (Nothing was run.)"
    facts = (
        ("needed", needed(row)),
        ("missing", "yes" if row.missing else "no: a file of the source gives it"),
        ("value", row.expects),
        ("service", row.service),
        ("kind", f"{row.sensitivity}: {row.relied_on}" if row.relied_on is not None else row.sensitivity),
        ("without it", f"{without(row)}. {effect.message}{proof}" if effect is not None else without(row)),
        ("browser", browser(row)),
    )
    return [(line((label, "dim")), line(text)) for label, text in facts if text]


def _read(read: VariableRead) -> tuple[Text, ...]:
    notes = [", ".join(read.where)]
    notes += ["when its module is loaded"] if read.at_import else []
    notes += ["has a default"] if read.fallback else []
    notes += [f"in vain: {read.in_vain}"] if read.in_vain is not None else []
    return line(str(read.at)), line(("; ".join(notes), "dim"))


def _declaration(declaration: Declaration) -> tuple[Text, ...]:
    note = _DECLARED[declaration.by] + (", gives a value" if declaration.gives else "")
    return line(str(declaration.at)), line((note, "dim"))
