"""Finds uses of the browser's globals in code that runs on the server when it is loaded."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.report import Hit
from buildcheck.model.value import At

# Node has a navigator from 21 on and will have storage; these it never has.
BROWSER = frozenset(
    {
        "window",
        "document",
        "location",
        "history",
        "screen",
        "matchMedia",
        "requestAnimationFrame",
        "customElements",
        "HTMLElement",
        "IntersectionObserver",
        "ResizeObserver",
        "MutationObserver",
        "indexedDB",
    }
)


@check("error")
def browser_global_at_import(evidence: Evidence) -> Iterable[Hit]:
    """A file uses window or document while it is loaded.

    Client components are rendered on the server first, and their files are loaded there, with all that they import.
    At the top level of a file `window`, `document` and their like do not exist then.

    ## Why it matters

    Loading the file fails: "ReferenceError: window is not defined". For a page that is rendered while the app is built,
    that ends the build; any other page answers 500 (executed on 16.4).

    ## How to fix

    Use it in `useEffect` or in a handler, guard it by `typeof window !== "undefined"`, or load the component with
    `dynamic(() => import("…"), { ssr: false })` from a client component.
    """
    survey = evidence.survey
    pages = {each.path for each in survey.next.routes if each.router == "pages"} if survey.next is not None else set()
    for path, trail in survey.layers.evaluated.items():
        for use in survey.modules[path].globals:
            if use.name in BROWSER:
                yield Hit(
                    message=f"`{use.name}` is used when this file is loaded ({this_file(trail)}), and it is loaded on "
                    "the server, where there is none",
                    at=At(path=path, line=use.line, column=use.column),
                    fix="Use it in `useEffect` or a handler, or ask `typeof window` first.",
                    docs="https://nextjs.org/docs/messages/prerender-error",
                    predicts="build" if trail[0] in pages or survey.layers.built(trail) else None,
                    anchor=use.name,
                )
                break
