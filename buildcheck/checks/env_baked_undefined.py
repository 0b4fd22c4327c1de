"""Reports variables whose absence the build writes into what it makes, without a word."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.absent import listed, told, undeclared
from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning", needs="build")
def env_baked_undefined(evidence: Evidence) -> Iterable[Hit]:
    """A build without a variable passes, and what it makes has `undefined`, nothing or fewer pages in its place.

    The project was built with made values and without any. Where a value stood in the first, the second has
    `undefined` or nothing, or pages are missing in it. Where an env file, an example, a schema or a deployment file
    names the variable, this is only a note.

    ## Why it matters

    What a build writes into pages and code stays there: to set the variable where the app runs changes nothing. The
    build is green, and links, requests and pages of the published app are broken.

    ## How to fix

    Set the variable where the project is built, and name it in `.env.example`. Give it a default where one makes sense,
    and otherwise let the build fail: `if (!process.env.X) throw new Error("X is not set")`.

    Source: Next.js, "Bundling Environment Variables for the Browser": the value is frozen at build time.
    """
    inventory = evidence.survey.environment
    for each in evidence.consequences:
        if each.effect != "baked" or each.proof is None:
            continue
        names = (each.variable,)
        unknown = undeclared(names, inventory)
        shared = each.path is not None and each.path.endswith(".js")
        example = " and name it in .env.example" if unknown else ""
        pages = f" It is part of {listed(each.routes)}." if each.routes and shared else ""
        yield Hit(
            message=f"{each.variable}: {each.message}{pages} {told(names, inventory)} {each.proof}",
            at=each.at,
            severity=None if unknown else "info",
            fix=f"Set {each.variable} where the project is built{example}, or give it a default.",
            docs="https://nextjs.org/docs/app/guides/environment-variables" if evidence.survey.next else None,
            anchor=each.variable,
        )
