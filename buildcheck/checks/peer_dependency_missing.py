"""Reports packages that a dependency requires beside itself and that nothing provides."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

_ADD = {"npm": "npm install", "pnpm": "pnpm add", "yarn": "yarn add", "bun": "bun add"}


@check("warning")
def peer_dependency_missing(evidence: Evidence) -> Iterable[Hit]:
    """A dependency requires another package beside itself, and nobody declares it.

    A package that works on the project's own copy of another (a plugin of its host, a component library of React)
    names it as a peer. npm since version 7, pnpm since version 8 and Bun install missing peers themselves; Yarn does
    not, nor does npm with `legacy-peer-deps`, nor pnpm with `auto-install-peers=false`. Reported are required peers of
    declared packages that the lockfile does not hold at all. Yarn 1 records no peers, so nothing is said about it.

    ## Why it matters

    As soon as the package asks for its peer, the build or the page ends with "Cannot find module".

    ## How to fix

    Add the peer to the dependencies, in a version that the package accepts, and commit the lockfile.
    """
    manager = evidence.plan.manager.name if evidence.plan is not None else "npm"
    for each in evidence.survey.missing_peers:
        yield Hit(
            message=f"{each.of} {each.version} requires {each.peer} beside itself, and the lockfile does not hold it: "
            f"{manager} does not install it by itself here.",
            at=each.at,
            fix=f"Run `{_ADD[manager]} {each.peer}` and commit the lockfile.",
            anchor=f"{each.of} {each.peer}",
        )
