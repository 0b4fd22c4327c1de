"""Reports setups of Auth.js and Better Auth without a secret."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def auth_secret_missing(evidence: Evidence) -> Iterable[Hit]:
    """Sign-in is set up without a secret, and nothing in the repository names the variable that gives one.

    Without the option `secret`, next-auth takes `AUTH_SECRET` or `NEXTAUTH_SECRET`, and Better Auth takes
    `BETTER_AUTH_SECRET` or `AUTH_SECRET`. It is a warning where the project
    has a file of variables or an example of one, which then lacks the most important line, and a note where it has
    none: the host may have the variable all the same. Options that only a run makes are left out.

    ## Why it matters

    In development all goes well. In production every request that asks for a session, and every sign-in, ends with
    `There is a problem with the server configuration` (Auth.js), or `You are using the default secret` (Better Auth).

    ## How to fix

    Make one with `openssl rand -base64 33`, set it at the host, and name the variable in `.env.example`.

    Sources: next-auth 4.24 (`core/lib/assert.js`: MissingSecret where NODE_ENV is production), @auth/core 0.41
    (`lib/utils/assert.js`: MissingSecret), better-auth 1.7 (`dist/context/create-context.mjs`); https://authjs.dev/getting-started/deployment#auth_secret
    """
    variables = evidence.survey.environment.variables
    written = any(line for file in evidence.project.env for line in file.lines)
    for setup in evidence.survey.auth:
        declared = {name for name in setup.secrets if name in variables and variables[name].declared is not None}
        if setup.lacks_secret and not declared and setup.named.isdisjoint(setup.secrets):
            name = setup.secrets[0]
            yield Hit(
                message=f"{setup.title} is given no secret, and nothing in the repository names {name}: "
                "without it sign-in fails in production",
                at=setup.at,
                severity=None if written else "info",
                fix=f"Name {name} in .env.example, and set it at the host to what `openssl rand -base64 33` gives.",
                docs="https://authjs.dev/getting-started/deployment"
                if setup.by == "next-auth"
                else "https://www.better-auth.com/docs/installation",
                anchor=f"{name} {setup.at.path}",
            )
