"""Finds functions that server components hand to the browser."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import Trail, this_file
from buildcheck.model.module import Element
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

# Components of Next that are client components themselves.
CLIENT = frozenset({"next/link", "next/image", "next/script", "next/form"})


@check("error")
def event_handler_in_server_component(evidence: Evidence) -> Iterable[Hit]:
    """A server component hands a function to an element.

    What a server component renders is sent to the browser as data. A function can't be sent: neither `onClick` of a
    button, nor any function prop of a client component. Server actions (`"use server"`) are the exception.

    ## Why it matters

    Rendering fails: "Event handlers cannot be passed to Client Component props" (React's Flight server; 13.0 to 16.4,
    executed on 16.4). For a page that is rendered while the app is built, that ends the build; any other page answers
    500.

    ## How to fix

    Move the element with its handler into a component of its own that begins with `"use client"`.
    """
    survey = evidence.survey
    for path, trail in survey.layers.server.items():
        module = survey.modules[path]
        if module.directive("use server") is not None or not _is_rendered(survey, trail):
            continue
        for element in module.elements:
            names = _functions(survey, path, element)
            if names and survey.wants(trail, element.within):
                yield Hit(
                    message=f"`{names[0]}` of <{element.name}> is a function, and this is a server component "
                    f"({this_file(trail)}): rendering it fails",
                    at=At(path=path, line=element.line, column=element.column),
                    fix=f'Move <{element.name}> with its handler into a component that begins with "use client".',
                    docs="https://nextjs.org/docs/app/getting-started/server-and-client-components",
                    predicts="build" if survey.layers.built(trail) else None,
                    anchor=f"{element.name} {names[0]}",
                )


def _functions(survey: Survey, path: str, element: Element) -> tuple[str, ...]:
    """Give the props of ``element`` that would have to send a function to the browser."""
    if element.module is None:
        if not element.name[:1].islower() or "." in element.name:
            return ()
        return tuple(each for each in element.handlers if each.startswith("on"))
    return element.handlers if element.module in CLIENT or _is_client(survey, path, element.module) else ()


def _is_client(survey: Survey, path: str, specifier: str) -> bool:
    """Whether ``specifier`` leads right to a file with "use client"."""
    for edge in survey.edges.get(path, ()):
        target = survey.modules.get(edge.target or "")
        if edge.request.specifier == specifier and target is not None:
            return target.directive("use client") is not None
    return False


def _is_rendered(survey: Survey, trail: Trail) -> bool:
    """Whether the entry is drawn: a handler or an image that is made on the server has no browser."""
    return survey.layers.loaded.get(trail[0]) not in (None, "route")
