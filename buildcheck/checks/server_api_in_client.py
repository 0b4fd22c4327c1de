"""Finds modules of the server alone in client components and in the pages router."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import Trail, this_file
from buildcheck.model.module import Import
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

Version = tuple[int, int]

# What react_server_components.rs refuses outside of the server's layer, with the version that began to; `*` stands
# for the module itself, whatever is imported from it. Executed on the compilers of 13 versions from 14.0 to 16.4.
REFUSED: Mapping[str, Mapping[str, Version]] = {
    "server-only": {"*": (13, 0)},
    "next/headers": {"*": (13, 0)},
    "next/root-params": {"*": (15, 5)},
    "next/server": {"after": (15, 1)},
    "next/cache": {
        **dict.fromkeys(("revalidatePath", "revalidateTag"), (15, 2)),
        **dict.fromkeys(("unstable_cacheLife", "unstable_cacheTag"), (15, 2)),
        **dict.fromkeys(("cacheLife", "cacheTag"), (16, 0)),
    },
}


@check("error")
def server_api_in_client(evidence: Evidence) -> Iterable[Hit]:
    """Code for the browser imports what exists on the server alone.

    `next/headers`, `server-only` and their like work in server components of the app router. A file with
    `"use client"`, and every file that it imports, is compiled for the browser; so are all pages of the pages router.

    ## Why it matters

    `next build` refuses it: "You're importing a component that needs next/headers. That only works in a Server
    Component" (13.0 to 16.4, executed; the names of `next/cache` and `next/server` from 15.1 and 15.2 on).

    ## How to fix

    Read it in a server component and hand the value down as a prop, or call a server action (a file that begins with
    `"use server"`).
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path, trail in survey.layers.client.items():
        yield from _hits(survey, survey.next, path, trail, "in client code")
    for path, trail in survey.layers.pages.items():
        if path not in survey.layers.client:
            yield from _hits(survey, survey.next, path, trail, "in the pages router")


def _hits(survey: Survey, app: NextApp, path: str, trail: Trail, where: str) -> Iterator[Hit]:
    for request in survey.modules[path].imports:
        names = _refused(request, app)
        if names is not None:
            what = f"`{'`, `'.join(names)}` of {request.specifier}" if names else f"`{request.specifier}`"
            yield Hit(
                message=f"{what} {where} ({this_file(trail)}): {app.name} refuses it",
                at=At(path=path, line=request.line, column=request.column),
                fix="Use it in a server component and hand the result down, or in a server action.",
                docs="https://nextjs.org/docs/app/getting-started/server-and-client-components",
                predicts="build",
                anchor=request.specifier,
            )


def _refused(request: Import, app: NextApp) -> tuple[str, ...] | None:
    """Give the names that are refused, none for the module as a whole; ``None`` where nothing is."""
    known = REFUSED.get(request.specifier)
    if known is None or request.kind != "import" or not request.loads:
        return None
    if "*" in known:
        return () if app.at_least(*known["*"]) else None
    return tuple(each for each in request.values if each in known and app.at_least(*known[each])) or None
