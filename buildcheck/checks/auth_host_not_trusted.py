"""Reports setups of Auth.js that do not learn the address of the app where it will run."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.auth import AuthSetup
from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Variable
from buildcheck.model.report import Hit

TELL_THEMSELVES = {4: frozenset({"vercel"}), 5: frozenset({"vercel", "cloudflare"})}
"""Hosts that next-auth knows by the variables that they set."""


@check("warning")
def auth_host_not_trusted(evidence: Evidence) -> Iterable[Hit]:
    """Auth.js runs on a host of which it does not know whether its address can be trusted.

    On Vercel (and since version 5 on Cloudflare Pages) next-auth takes the address of the app from the request.
    Elsewhere it has to be told: by `NEXTAUTH_URL` or `AUTH_TRUST_HOST` in version 4, by `AUTH_URL`, `AUTH_TRUST_HOST`
    or the option `trustHost` in version 5. `NEXTAUTH_URL` is not enough there.

    Nothing is said where the repository does not show where the app goes, or where Vercel is among the places.

    ## Why it matters

    Version 4 sends everybody to `http://localhost:3000` after sign-in. Version 5 answers every request with
    `UntrustedHost`. Both work in development.

    ## How to fix

    Set `AUTH_TRUST_HOST=true` behind a proxy of your own, or `NEXTAUTH_URL` (4) or `AUTH_URL` (5) to the address of
    the app, and name it in `.env.example`.

    Sources: next-auth 4.24 (`utils/detect-origin.js`, `utils/parse-url.js`), @auth/core 0.41 (`lib/utils/env.js`:
    trustHost; `lib/utils/assert.js`: UntrustedHost); https://authjs.dev/getting-started/deployment#auth_trust_host
    """
    places = {each.kind for each in evidence.survey.deployments}
    variables = evidence.survey.environment.variables
    for setup in evidence.survey.auth:
        known = TELL_THEMSELVES.get(setup.major or 0) if setup.by == "next-auth" else None
        if known is None or not places or places & known or is_told(setup, variables):
            continue
        wanted = "NEXTAUTH_URL" if setup.major == 4 else "AUTH_URL"
        then = "sends people to http://localhost:3000" if setup.major == 4 else "refuses every request (UntrustedHost)"
        yield Hit(
            message=f"Nothing in the repository names {wanted} or AUTH_TRUST_HOST, without which Auth.js {then} on a "
            f"host other than Vercel ({', '.join(sorted(places))})",
            at=setup.at,
            fix=f"Set {wanted} or AUTH_TRUST_HOST where the app runs, and name it in .env.example.",
            docs="https://authjs.dev/getting-started/deployment#auth_trust_host",
            anchor=f"{wanted} {setup.at.path}",
        )


def is_told(setup: AuthSetup, variables: dict[str, Variable]) -> bool:
    """Whether an option or a variable says where the app is, or may say so."""
    names = ("NEXTAUTH_URL", "AUTH_TRUST_HOST") if setup.major == 4 else ("AUTH_URL", "AUTH_TRUST_HOST")
    if setup.major != 4 and setup.get("trustHost").state != "absent":
        return True
    return any(name in setup.named or (name in variables and variables[name].declared is not None) for name in names)
