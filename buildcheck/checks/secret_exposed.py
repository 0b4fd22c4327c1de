"""Reports secrets whose value was found in what a browser can fetch."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Leak
from buildcheck.model.exposed import FIXES, by_road, described
from buildcheck.model.report import Hit

INTO_CODE = ("config-env", "define", "import")
"""What is in the code is in its source map as well."""


@check("error", needs="build")
def secret_exposed(evidence: Evidence) -> Iterable[Hit]:
    """The value of a secret is in a file that a browser can fetch.

    The build was given made values, each with a text that stands nowhere else. Everything that a browser can fetch was
    searched for these texts: scripts, pages, the payloads of server components, data of pages, source maps, `public/`;
    as they are, escaped, as base64, as hexadecimal digits and in gzip files. What was found is proof, not suspicion.

    A variable counts as a secret by what its service says of it, or by its name. Secrets behind a public prefix are
    reported by `secret-with-public-prefix`, an environment that is handed on as a whole by `environment-dumped`.

    ## Why it matters

    Everybody who opens the site has the value. Prerendered pages, payloads and source maps are public files like any
    other, whether something on the screen shows the value or not.

    ## How to fix

    Keep the value in code that only the server runs: a route handler, a server action, a server component that does not
    hand it on. Then give the service a new secret: the old one must be taken as known.

    Sources: server/lib/router-utils/filesystem.ts (what Next serves, 13.4 to 16); the React documentation of
    `use client` (props are serialised).
    """
    build = evidence.build
    found = (each for each in (build.leaks if build is not None else None) or () if is_ours(evidence, each))
    roads = by_road(found)
    in_code = {name for name, road in roads if road in INTO_CODE}
    for (name, road), leaks in roads.items():
        if road == "source-map" and name in in_code:
            continue
        yield Hit(
            message=described(leaks),
            at=leaks[0].via,
            fix=FIXES[road],
            docs="https://nextjs.org/docs/app/guides/data-security" if evidence.survey.next else None,
            anchor=f"{name} {road}",
        )


def is_ours(evidence: Evidence, leak: Leak) -> bool:
    """Whether no other check reports it."""
    variable = evidence.survey.environment.variables.get(leak.variable)
    prefixed = leak.road == "prefix" and variable is not None and variable.sensitivity == "secret"
    return leak.verdict == "exposed" and leak.road != "environment-dump" and not leak.decoy and not prefixed
