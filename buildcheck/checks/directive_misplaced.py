"""Finds directives that Next does not take for directives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Directive, Module
from buildcheck.model.report import Hit
from buildcheck.model.value import At

KNOWN = ("use client", "use server")


@check("error")
def directive_misplaced(evidence: Evidence) -> Iterable[Hit]:
    """A directive stands where it is none, is misspelt, or contradicts another one.

    `"use client"` and `"use server"` count only as the first thing in a file (comments may come before), in plain
    quotes and without parentheses. A file has one of them.

    ## Why it matters

    `next build` refuses one below an import ("must be placed before other expressions"), one in parentheses, both in
    one file, and `"use-server"` (13.0 to 16.4, executed on the compilers of 14.2 to 16.4). `"use-client"` is ignored
    without a word: the file stays a server component.

    ## How to fix

    Move the directive to the first line, as `"use client"` or `"use server"`.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    layers = survey.layers
    for path in dict.fromkeys((*layers.server, *layers.client, *layers.pages)):
        for directive, reason in _wrong(survey.modules[path]):
            yield Hit(
                message=f'"{directive.text}" {reason}',
                at=At(path=path, line=directive.line, column=directive.column),
                fix=_fix(directive),
                docs="https://nextjs.org/docs/app/api-reference/directives/use-client",
                predicts=None if directive.text == "use-client" else "build",
                severity="warning" if directive.text == "use-client" else None,
                anchor=directive.text,
            )


def _wrong(module: Module) -> Iterator[tuple[Directive, str]]:
    client, server = module.directive("use client"), module.directive("use server")
    for each in module.directives:
        if each.text in KNOWN and each.where == "misplaced":
            yield each, "stands below other code: Next.js refuses it there"
        elif each.text in KNOWN and each.where == "parenthesised":
            yield each, "stands in parentheses: Next.js refuses it so"
        elif each.where == "file" and each.text in ("use-client", "use-server"):
            yield each, "is no directive: it is spelt with a space"
        elif each is server and client is not None:
            yield each, f'stands in a file with "use client" (line {client.line}): Next.js refuses both in one file'


def _fix(directive: Directive) -> str:
    if directive.where == "file" and "-" in directive.text:
        return f'Write "{directive.text.replace("-", " ")}".'
    if directive.where == "file":
        return "Move the server actions into a file of their own."
    return f'Move "{directive.text}" to the first line of the file or function that it is for, without parentheses.'
