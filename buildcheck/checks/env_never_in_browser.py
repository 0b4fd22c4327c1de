"""Reports variables of the server that code reads in the browser, where they are always undefined."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Variable, VariableRead
from buildcheck.model.report import Hit, Severity


@check("warning")
def env_never_in_browser(evidence: Evidence) -> Iterable[Hit]:
    """Code for the browser reads a variable that only the server has.

    A browser has no environment. What code reads there was written into it by the build, and the build does that for
    names with the framework's prefix alone: `NEXT_PUBLIC_…` (Next), `VITE_…` (Vite), `REACT_APP_…` (create-react-app).

    Code that both sides share is left out, and so is what stands behind a test such as `typeof window`. It is a note
    where the code has something to fall back on.

    ## Why it matters

    Nothing fails in the build, and in development the page that the server renders may even show the value. In the
    browser it is `undefined`, for ever: keys are missing, addresses become `undefined/api/…`, switches stay off.

    ## How to fix

    Read it on the server (a server component, a route handler, a server action) and hand down what the browser may
    know. If everybody may know the value, give it a name with the prefix.

    Source: next 16.0.3 with both bundlers (executed); build/define-env.ts of Next 12 to 16; Vite's `envPrefix`.
    """
    prefixes = evidence.survey.environment.prefixes
    for variable in evidence.survey.environment.variables.values():
        read = next((each for each in variable.reads if each.barrier == "name"), None)
        if read is not None and prefixes and variable.lookalike is None:
            yield Hit(
                message=f"{variable.name} is read in the browser and is always undefined there: {read.in_vain}",
                at=read.at,
                fix=fix(variable, prefixes[0]),
                docs="https://nextjs.org/docs/app/guides/environment-variables"
                if evidence.survey.next is not None
                else "https://vite.dev/guide/env-and-mode",
                severity=severity(variable, read),
                anchor=variable.name,
            )


def fix(variable: Variable, prefix: str) -> str:
    """Say what to do: a secret must not be given the prefix."""
    server = f"Read {variable.name} on the server and hand down what the browser may know"
    if variable.sensitivity == "secret":
        return f"{server}; as a secret, it must not be given the prefix {prefix}."
    return f"{server}, or name it {prefix}{variable.name} if everybody may know its value."


def severity(variable: Variable, read: VariableRead) -> Severity:
    """Where something stands in for it, or a host would set it, the code has been written for its absence."""
    return "info" if read.fallback or variable.platform is not None else "warning"
