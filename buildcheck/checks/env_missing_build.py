"""Reports variables without which the build fails."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.absent import by_cause, listed, pronoun, told, undeclared
from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Consequence
from buildcheck.model.report import Hit


@check("error", needs="build")
def env_missing_build(evidence: Evidence) -> Iterable[Hit]:
    """The build fails without a variable.

    The project was built with made values for all that it reads, and that passed; without them the build fails, with
    the lines that are shown. Where an env file, an example, a schema or a deployment file names the variable, whoever
    sets the project up is told, and this is only a note.

    ## Why it matters

    On the developer's machine an env file that is not committed gives the value. Whoever builds the project elsewhere
    has no such file, and where nothing names the variable, nobody can know that it is needed. Building runs the top
    level of every page and route, also of those that are only rendered when they are asked for.

    ## How to fix

    Name the variable in `.env.example`. Or make the build do without: set the client up in the function that uses it,
    so that only a request needs the value, or give it a default.

    Source: Next.js, "Collecting page data" imports every page and route (`next build`, 13 to 16).
    """
    inventory = evidence.survey.environment
    for found in by_cause(evidence.consequences, "build-fails"):
        names = tuple(each.variable for each in found)
        secret = undeclared(names, inventory)
        first = found[0]
        yield Hit(
            message=f"{named(first, names)} {told(names, inventory)} {proven(first)}",
            at=first.at,
            severity=None if secret else "info",
            evidence=first.evidence,
            fix=f"Name {listed(secret or names)} in .env.example, or read {pronoun(names)} in the function that uses "
            f"{pronoun(names)}, so that the build does without.",
            anchor=" ".join(names),
        )


def named(first: Consequence, names: tuple[str, ...]) -> str:
    """Say what the build fails for, with the names where that does not have them."""
    if all(each in first.message for each in names):
        return first.message
    return f"{first.message} Missing: {listed(names)}."


def proven(first: Consequence) -> str:
    """Give the proof, or say that which of the variables it is was not tried."""
    if first.proof is not None:
        return first.proof
    return "Which variable it is was not proven by a build of its own; `--env-depth full` does that."
