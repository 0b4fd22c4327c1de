"""Finds files of server actions that export something else."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Export
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Listing, Table
from buildcheck.model.value import At


@check("error")
def server_action_not_async(evidence: Evidence) -> Iterable[Hit]:
    """A file with "use server" exports something that is no async function.

    Every export of such a file becomes an address that the browser can call, so each must be an async function. Types
    may be exported, constants and schemas may not.

    ## Why it matters

    `next build` refuses functions that are not async, literals, classes and `export *`: "Only async functions are
    allowed to be exported in a "use server" file" (13.4 to 16.4, executed). An object or an array passes the compiler
    and fails when the file is loaded: "A "use server" file can only export async functions, found object".

    ## How to fix

    Make the function async. Move everything else into a file without `"use server"`.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path in dict.fromkeys((*survey.layers.server, *survey.layers.client)):
        module = survey.modules[path]
        if module.directive("use server") is None or module.directive("use client") is not None:
            continue
        for export in module.exports:
            reason = _reason(export, survey.next)
            if reason is not None:
                yield Hit(
                    message=f"`{export.name}` {reason}: {survey.next.name} allows only async functions in a file "
                    'with "use server"',
                    at=At(path=path, line=export.line, column=export.column),
                    fix="Make it async." if "function" in reason else "Move it into a file of its own.",
                    docs="https://nextjs.org/docs/messages/invalid-use-server-value",
                    predicts="build",
                    anchor=export.name,
                )


def _reason(export: Export, app: NextApp) -> str | None:
    value = export.value
    if export.name == "*":
        return "of another file is exported as a whole" if export.form == "reexport" else None
    if export.form == "function" and (export.literal is None or app.at_least(15)):
        # Of `export const a = () => {}` the compiler of 14 says nothing.
        return "is a function that is not async"
    if export.form == "class":
        return "is a class"
    if export.form != "value":
        return None
    if isinstance(value, Known) and not value.regex:
        return "is a constant"
    if isinstance(value, Table):
        return "is an object"
    return "is a list" if isinstance(value, Listing) else None
