"""Reports reads of public variables that the bundler can't replace, because the code does not name them."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import VariableRead
from buildcheck.model.report import Hit

WAYS = {
    "destructure": "taken out of `process.env` as out of an object",
    "dynamic": "read by a key that the code computes",
    "whole": "read from a copy of all variables",
    "schema": "handed to a schema together with all others",
}


@check("warning")
def env_key_computed_in_browser(evidence: Evidence) -> Iterable[Hit]:
    """Code for the browser reads a public variable in a way that the build can't replace.

    Next looks for the text `process.env.NEXT_PUBLIC_X` in the code and writes the value in its place. Destructuring
    (`const { NEXT_PUBLIC_X } = process.env`), a key from a parameter (`process.env[name]`) and the whole object
    (`schema.parse(process.env)`) have no such text.

    ## Why it matters

    On the server all of them work, so the build passes and the first page looks right. In the browser the value is
    `undefined`, and a schema refuses it: the page breaks as soon as it is interactive.

    ## How to fix

    Write each variable out: `const x = process.env.NEXT_PUBLIC_X`, `schema.parse({ X: process.env.NEXT_PUBLIC_X })`.

    Source: next 16.0.3 with webpack and with Turbopack (executed);
    https://nextjs.org/docs/app/guides/environment-variables#bundling-environment-variables-for-the-browser
    """
    for variable in evidence.survey.environment.variables.values():
        read = next((each for each in variable.reads if each.barrier == "key"), None)
        if read is not None:
            yield hit(f"{variable.name} is undefined in the browser: it is {WAYS.get(read.how, 'not named')}", read,
                      f"Write `process.env.{variable.name}` out where it is needed.", variable.name)  # fmt: skip
    for read in evidence.survey.environment.unnamed:
        if read.barrier == "key" and not read.fallback:
            how = "by a key that the code computes" if read.how == "dynamic" else "as a whole"
            fix = "Write each variable out (`process.env.NEXT_PUBLIC_X`), in a table if a key chooses among them."
            yield hit(f"The environment is read {how} in the browser, where it is empty", read, fix, "unnamed")


def hit(message: str, read: VariableRead, fix: str, anchor: str) -> Hit:
    """Make the hit for one read."""
    docs = "https://nextjs.org/docs/app/guides/environment-variables"
    return Hit(
        message=f"{message}. Next writes in only what the code names.", at=read.at, fix=fix, docs=docs, anchor=anchor
    )
