"""Reports variables without which the built app answers requests with an error."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.absent import by_cause, listed, pronoun, told, undeclared
from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning", needs="build")
def env_missing_at_request(evidence: Evidence) -> Iterable[Hit]:
    """The build passes without a variable, and the app then answers requests with an error.

    The built app was started with made values and without, and asked for its routes. Without the variable a route
    answers with an error that it does not give with it. Where an env file, an example, a schema or a deployment file
    names the variable, this is only a note.

    ## Why it matters

    Build and deployment are green. The first who notices is a user.

    ## How to fix

    Name the variable in `.env.example`, and set it where the app runs. Say in the code what is missing:
    an instrumentation file that checks the variables when the server starts ends it at once and not in a request.
    """
    inventory = evidence.survey.environment
    for found in by_cause(evidence.consequences, "request-fails"):
        first, names = found[0], tuple(each.variable for each in found)
        unknown = undeclared(names, inventory)
        proof = f" {first.proof}" if first.proof else ""
        yield Hit(
            message=f"{listed(names)}: {first.message} {told(names, inventory)}{proof}",
            at=first.at,
            severity=None if unknown else "info",
            evidence=first.evidence,
            fix=f"Name {listed(unknown)} in .env.example and set {pronoun(unknown)} where the app runs."
            if unknown
            else f"Set {listed(names)} where the app runs.",
            anchor=" ".join(names),
        )
