"""Reports variables of the server, secrets apart, whose value was found where it was hardly meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.exposed import FIXES, by_road, described
from buildcheck.model.report import Hit


@check("warning", needs="build")
def server_variable_exposed(evidence: Evidence) -> Iterable[Hit]:
    """The value of a variable of the server is in a file that a browser can fetch.

    It was found in the same way as by `secret-exposed`. Nothing says that the variable is a secret; but its name says
    that it is the server's own (`INTERNAL_…`, `DB_…`, `SMTP_…`), or the value stands where nobody looks, in a source
    map. Addresses of the site, ids and names that a page shows are not reported.

    ## Why it matters

    Names of internal machines, accounts and databases tell an attacker where to begin.

    ## How to fix

    Keep the value in code that only the server runs. If the browser may have it, give it a public prefix
    (`NEXT_PUBLIC_`, `VITE_`): then everybody who reads the code can see that.
    """
    build = evidence.build
    found = (each for each in (build.leaks if build is not None else None) or () if each.verdict == "doubtful")
    for (name, road), leaks in by_road(each for each in found if each.road != "environment-dump").items():
        yield Hit(
            message=described(leaks),
            at=leaks[0].via,
            fix=FIXES[road],
            anchor=f"{name} {road}",
        )
