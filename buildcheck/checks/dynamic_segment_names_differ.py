"""Reports sibling dynamic segments with different names."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def dynamic_segment_names_differ(evidence: Evidence) -> Iterable[Hit]:
    """Dynamic segments at one level have different names.

    `/[id]` and `/[slug]/edit` both take any text at the same place of an address, so Next wants one name for it.
    Route groups make no difference.

    Sources: shared/lib/router/utils/sorted-routes.ts; build/index.ts (refused for both routers together up to 15.4,
    for `pages/` in every version); build/validate-app-paths.ts (16.1 and later, for routes of the same shape);
    server/route-matcher-managers/default-route-matcher-manager.ts (the server, in every version).

    ## Why it matters

    Up to Next 15.4 the build ends with an error. Later versions let some of these pass, and then the server can't
    sort its routes: that of 15.5 answers every request with 500, that of 16.4 ends when it starts.

    ## How to fix

    Give the folders the same name, and change `params` in the files below to it.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("dynamic-segment-names-differ"):
        one, other = each.places
        first, second = each.names[1], each.names[0]
        refused = each.fate == "refused"
        what = (
            f"{app.name} refuses to build them"
            if refused
            else f"{app.name} builds them, but its server then fails and serves no page"
        )
        names = " and ".join(f"`{name}`" for name in each.names[2:])
        yield Hit(
            message=f"{first} ({one.path}) and {second} ({other.path}) name one place of the address {names}; {what}",
            at=one,
            fix="Give both folders the same name, and change `params` in the files below them to it.",
            docs="https://nextjs.org/docs/app/api-reference/file-conventions/dynamic-routes",
            anchor=f"{first} {second}",
            predicts="build" if refused else None,
        )
