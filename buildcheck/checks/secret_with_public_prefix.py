"""Reports secrets whose names make the framework write them into the browser's code."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Leak, Variable
from buildcheck.model.exposed import place
from buildcheck.model.report import Hit, Severity


@check("error")
def secret_with_public_prefix(evidence: Evidence) -> Iterable[Hit]:
    """A secret has a name that puts it into the browser's code.

    `NEXT_PUBLIC_…` (Next), `VITE_…` (Vite) and the like are written into the scripts wherever the code reads them. It
    is an error where the service says that the value is a secret (Supabase's service role, Stripe's secret key), and a
    warning where only the name does.

    ## Why it matters

    Everybody who opens the site has the value.

    ## How to fix

    Take the prefix off, read the variable in code that only the server runs, and give the service a new secret: the old
    one must be taken as known.

    Sources: lib/static-env.ts and build/define-env.ts of Next (every such name is replaced, all versions); Vite,
    `envPrefix`.
    """
    for variable in evidence.survey.environment.variables.values():
        if not variable.public or variable.sensitivity != "secret":
            continue
        read = next((each for each in variable.reads if "browser" in each.where), None)
        proof = proven(evidence, variable)
        if proof is None and (read is None or was_searched(evidence)):
            continue
        yield Hit(
            message=f"{variable.name} is written into the browser's code ({reason(variable)}){shown(proof)}",
            at=read.at if read is not None else proof.via if proof is not None else None,
            fix=f"Rename {variable.name}, without its prefix, and read it in code of the server alone.",
            docs=None if evidence.survey.next is None else "https://nextjs.org/docs/app/guides/environment-variables",
            severity=severity(variable),
            anchor=variable.name,
        )


def severity(variable: Variable) -> Severity:
    """A name alone may be mistaken: some tokens are made for browsers."""
    return "error" if variable.service is not None else "warning"


def reason(variable: Variable) -> str:
    """Say what tells that it is a secret."""
    return variable.relied_on or "it is a secret"


def was_searched(evidence: Evidence) -> bool:
    """Whether what was built has been searched for the values of variables."""
    return evidence.build is not None and evidence.build.leaks is not None


def proven(evidence: Evidence, variable: Variable) -> Leak | None:
    """Give the first place in what was built where its value stands."""
    leaks = (evidence.build.leaks if evidence.build is not None else None) or ()
    return next((each for each in leaks if each.variable == variable.name), None)


def shown(proof: Leak | None) -> str:
    """Say where it was found."""
    return f"; the build wrote it into {place(proof)}" if proof is not None else ""
