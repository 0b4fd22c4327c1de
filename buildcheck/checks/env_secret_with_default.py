"""Reports secrets that fall back on a text of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

PROTECTS = re.compile(
    r"(?:^|_)(?:(?:NEXT)?AUTH|JWT|SESSION|COOKIE|ENCRYPTION|SIGNING|HMAC|WEBHOOK|CSRF|REVALIDAT(?:E|ION)|CRON|PREVIEW|"
    r"ADMIN|ACCESS_TOKEN|REFRESH_TOKEN)_(?:SECRET(?:_KEY)?|KEY|PASSWORD|PASSPHRASE|SALT)$"
)
"""Names of what signs, encrypts or opens something of the app's own. A service's key with such a default only fails."""


@check("warning")
def env_secret_with_default(evidence: Evidence) -> Iterable[Hit]:
    """A secret that protects something falls back on a text of the source.

    `process.env.NEXTAUTH_SECRET || "fallback-secret"`: where the variable is not set, the text is the secret. Reported
    for variables whose names say that they sign sessions or tokens, encrypt, or open an endpoint, and that no env file
    of the build gives. Where code tells development from production beside it, nothing is said, and empty texts are
    left out.

    ## Why it matters

    A deployment without the variable works, and nobody notices. Whoever reads the source can sign in as anybody.

    ## How to fix

    Leave the default out and let the app fail: `if (!secret) throw new Error("NEXTAUTH_SECRET is not set")`.

    Source: CWE-1392 and CWE-798 (default and hard-coded credentials).
    """
    for name, variable in evidence.survey.environment.variables.items():
        if PROTECTS.search(name) is None or variable.public or variable.given is not None:
            continue
        live = (each for each in variable.reads if {"server", "edge"} & set(each.where))
        read = next((each for each in live if each.written_out), None)
        if read is not None:
            yield Hit(
                message=f"Where {name} is not set, a text of the source takes its place, which everybody can read",
                at=read.at,
                fix=f"Take the default out, and throw an error where {name} is not set.",
                docs="https://cwe.mitre.org/data/definitions/1392.html",
                anchor=name,
            )
