"""Reports imports of names that the other file of the project does not export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge


@check("error")
def missing_export(evidence: Evidence) -> Iterable[Hit]:
    """A name is imported that the other file does not export.

    Both files are part of the source. Files whose exports can't all be seen (CommonJS, `export *` from a package) are
    not judged. With webpack and without a type check it is a warning: the value is `undefined`.

    ## Why it matters

    Turbopack, Vite and the type check stop the build at it. Often the file with the export was changed and not
    committed, or the export was renamed.

    ## How to fix

    Export the name, correct the import, or commit the file as it is where it works.
    """
    for edges in evidence.survey.edges.values():
        for edge in edges:
            if edge.lacks:
                yield from report(edge, evidence)
    cause = evidence.cause
    if cause is not None and cause.check == "missing-export" and not any_told(evidence):
        yield cause.hit(cause.title)


def report(edge: Edge, evidence: Evidence) -> Iterator[Hit]:
    """Report the names that stop the build, or that are ``undefined`` in it."""
    consequence = None
    values = [each for each in edge.lacks if each in edge.request.values]
    names = values or list(edge.lacks)
    reached = evidence.survey.reached is not None and edge.importer in evidence.survey.reached
    if edge.importer in evidence.survey.checked and not edge.silenced:
        consequence, names = "the type check of the build fails", list(edge.lacks)
    elif values and reached and stops(evidence):
        consequence = "the build fails"
    elif values and reached:
        consequence = "webpack only warns of it, and what is imported is undefined"
    if consequence is None:
        return
    lines = told(edge, evidence)
    shown = " and ".join("a default export" if each == "default" else f"`{each}`" for each in names)
    yield Hit(
        message=f"It imports {shown} of `{edge.target}`, which does not export {'it' if len(names) == 1 else 'them'}: "
        f"{consequence}",
        at=edge.at,
        evidence=lines,
        cause=evidence.cause.id if lines is not None and evidence.cause is not None else None,
        fix=way_out(edge, names, evidence),
        anchor=f"{edge.target} {' '.join(names)}",
        severity=None if "fails" in consequence else "warning",
        predicts="build" if "fails" in consequence else None,
    )


def way_out(edge: Edge, names: list[str], evidence: Evidence) -> str:
    """Say what to do. A route of the app router may export nothing but what Next.js knows: its type check refuses."""
    app = evidence.survey.next
    routes = app.routes if app is not None else ()
    if any(each.path == edge.target and each.router == "app" for each in routes) and "default" not in names:
        what = f"`{names[0]}`" if len(names) == 1 else "them"
        return f"Put {what} into a file of its own and import from there: a route may export only what Next.js knows."
    return f"Export it from {edge.target}, or correct the import."


def stops(evidence: Evidence) -> bool:
    """Whether the bundler stops at a name that is not exported: webpack only warns (`javascript.exportsPresence`)."""
    app = evidence.survey.next
    return app is None or app.bundler == "turbopack"


def told(edge: Edge, evidence: Evidence) -> LogLines | None:
    """Give the lines of the log that tell of ``edge``."""
    cause = evidence.cause
    if cause is None or cause.check != "missing-export":
        return None
    words = "\n".join((cause.title, *cause.lines))
    about = edge.importer in words or edge.request.specifier in words or (edge.target or "") in words
    if not about or not any(each in words for each in edge.lacks):
        return None
    return LogLines(step=cause.step, first=cause.first_line, lines=cause.lines)


def any_told(evidence: Evidence) -> bool:
    """Whether the log's cause is about an import that is reported anyway."""
    edges = (edge for found in evidence.survey.edges.values() for edge in found if edge.lacks)
    return any(told(edge, evidence) is not None for edge in edges)
