"""Finds server actions that are written inside client components."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def server_action_in_client_component(evidence: Evidence) -> Iterable[Hit]:
    """A function with "use server" stands inside a client component.

    A server action can be written inside a server component. A client component calls one that another file exports.

    ## Why it matters

    `next build` refuses it: "It is not allowed to define inline "use server" annotated Server Actions in Client
    Components" (13.4 to 16.4, executed).

    ## How to fix

    Move the function into a file that begins with `"use server"`, and import it.
    """
    survey = evidence.survey
    for path, trail in survey.layers.client.items():
        for directive in survey.modules[path].directives:
            if directive.text == "use server" and directive.where == "function":
                yield Hit(
                    message=f"A server action is written inside client code ({this_file(trail)}): Next.js refuses that",
                    at=At(path=path, line=directive.line, column=directive.column),
                    fix='Move it into a file that begins with "use server", and import it.',
                    docs="https://nextjs.org/docs/app/getting-started/updating-data",
                    predicts="build",
                )
                break
