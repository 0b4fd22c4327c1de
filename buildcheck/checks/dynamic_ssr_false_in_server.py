"""Finds ``ssr: false`` in server components."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Node, Table
from buildcheck.model.value import At


@check("error")
def dynamic_ssr_false_in_server(evidence: Evidence) -> Iterable[Hit]:
    """A server component asks next/dynamic for ssr: false.

    `dynamic(() => import("…"), { ssr: false })` leaves a component out of the server's rendering. From Next.js 15 on
    only a client component may ask for that.

    ## Why it matters

    `next build` refuses it: "`ssr: false` is not allowed with `next/dynamic` in Server Components" (15.0 to 16.4,
    executed; 14 and earlier accept it).

    ## How to fix

    Move the call of `dynamic` into a file of its own that begins with `"use client"`, and import that.
    """
    survey = evidence.survey
    if survey.next is None or not survey.next.at_least(15):
        return
    for path, trail in survey.layers.server.items():
        for call in survey.modules[path].calls:
            options = call.arguments[1] if len(call.arguments) > 1 else None
            if (call.module, call.name, call.member) == ("next/dynamic", "default", None) and _is_off(options):
                yield Hit(
                    message=f"`ssr: false` in a server component: {survey.next.name} refuses it ({this_file(trail)})",
                    at=At(path=path, line=call.line, column=call.column),
                    fix='Move the call of `dynamic` into a file that begins with "use client".',
                    docs="https://nextjs.org/docs/app/guides/lazy-loading",
                    predicts="build",
                )


def _is_off(options: Node | None) -> bool:
    if not isinstance(options, Table):
        return False
    ssr = options.entries.get("ssr")
    return isinstance(ssr, Known) and ssr.value is False
