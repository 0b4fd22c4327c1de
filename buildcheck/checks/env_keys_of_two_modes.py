"""Reports env files of the production build with a service's live key beside its key for tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import EnvLine
from buildcheck.model.report import Hit

BOTH_MEANT = re.compile(r"(?:^|_)(?:LIVE|TEST|PROD|PRODUCTION|DEV|DEVELOPMENT|SANDBOX|STAGING)(?:_|$)")
"""Names that say which of the two they are for: such a project chooses between them in its code."""


@check("warning")
def env_keys_of_two_modes(evidence: Evidence) -> Iterable[Hit]:
    """An env file holds a live key of a service beside a key for tests of the same service.

    Clerk and Stripe say in each key which of their worlds it belongs to (`pk_live_…`, `sk_test_…`). One file of the
    production build sets a key of each.

    Keys in different files are left alone (a live publishable key in `.env.production`, and in `.env` a secret key for
    tests that the host's value goes before), and so are variables whose names say what they are for
    (`STRIPE_TEST_SECRET_KEY`).

    ## Why it matters

    What one key makes does not exist for the other: Clerk's server refuses the sessions of its browser part and sends
    people round in circles, Stripe knows no such payment.

    ## How to fix

    Take both keys from the same page of the service's dashboard.

    Sources: @clerk/backend 3.25 ("your Clerk instance keys do not match"); https://docs.stripe.com/keys
    """
    found: dict[tuple[str, str], list[EnvLine]] = defaultdict(list)
    for name, line in evidence.project.production_env().items():
        if line.shape.service is not None and BOTH_MEANT.search(name) is None:
            found[line.shape.service, line.at.path].append(line)
    for (service, path), lines in found.items():
        live = next((each for each in lines if "live-key" in each.shape.traits), None)
        test = next((each for each in lines if "test-key" in each.shape.traits), None)
        if live is not None and test is not None:
            yield Hit(
                message=f"{test.name} is a key for tests, and {live.name} in the same file is a live one",
                at=test.at,
                fix=f"Set {live.name} and {test.name} to keys of the same mode.",
                anchor=f"{service} {path}",
            )
