"""Reports keys for tests in env files that are for production."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def env_test_key(evidence: Evidence) -> Iterable[Hit]:
    """A file of variables for production holds a service's key for tests.

    The value has the form that the service gives to keys of its test mode (`sk_test_…`, `pk_test_…`), and it stands in
    `.env.production` or `.env.production.local`. The same key in `.env` is left alone: the host's value goes first.

    ## Why it matters

    The site works, and no payment or sign-up is real.

    ## How to fix

    Set the live key at the host. Publishable live keys may stand in `.env.production`; secret ones never.
    """
    for name, line in evidence.project.production_env().items():
        if "test-key" in line.shape.traits and ".env.production" in line.at.path:
            yield Hit(
                message=f"{name} is a key for tests, in a file that is for production",
                at=line.at,
                fix=f"Set the live value of {name} at the host, and take the line out.",
                anchor=name,
            )
