"""Finds route options that Next can't read from the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Export, Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

# Read from the text alone; the others are read from the running module as well, so that before 15.4 they worked.
READ_AS_TEXT = ("runtime", "preferredRegion", "maxDuration")
OF_APP = (*READ_AS_TEXT, "dynamic", "dynamicParams", "fetchCache", "revalidate")
OF_PAGES = ("config", "runtime", "maxDuration")


@check("error")
def segment_config_not_literal(evidence: Evidence) -> Iterable[Hit]:
    """An option of a route is not written out as a literal.

    Next.js reads `dynamic`, `revalidate`, `runtime`, `config` and their like from the text of the file, before it runs
    anything. It understands strings, numbers, lists and objects that stand right there; a name, a sum such as
    `60 * 60`, a spread or a template with `${…}` it does not.

    ## Why it matters

    From 15.4 on the build ends: "Invalid segment configuration export detected" (`errorFromUnsupportedSegmentConfig` in
    build/index.ts, executed on 15.5 and 16.4). Before that a line in the log says so, and the option has no effect: a
    middleware whose matcher is not read runs for every request.

    ## How to fix

    Write the value out: `export const revalidate = 3600`.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path, names in _places(survey, survey.next):
        module = survey.modules.get(path)
        for export in _unread(module, names) if module is not None else ():
            refused = survey.next.at_least(15, 4)
            if refused or export.name in (*READ_AS_TEXT, "config"):
                yield Hit(
                    message=f"The value of `{export.name}` is not written out: {survey.next.name} "
                    + ("ends the build over it" if refused else "can't read it, and takes the default"),
                    at=At(path=path, line=export.line, column=export.column),
                    fix="Write the value itself there, as a string, number, list or object without names in it.",
                    docs="https://nextjs.org/docs/messages/invalid-page-config",
                    severity=None if refused else "warning",
                    predicts="build" if refused else None,
                    anchor=export.name,
                )


def _places(survey: Survey, app: NextApp) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the files that Next reads options from, with the names of their options."""
    for path, name in survey.layers.loaded.items():
        if name in ("page", "layout", "route"):
            yield path, OF_APP
    for route in app.routes:
        if route.router == "pages" and route.kind in ("page", "api"):
            yield route.path, OF_PAGES
    for name in ("middleware", "proxy"):
        if name in app.conventions:
            yield app.conventions[name], ("config",)


def _unread(module: Module, names: tuple[str, ...]) -> Iterator[Export]:
    return (each for each in module.exports if each.name in names and each.literal is False)
