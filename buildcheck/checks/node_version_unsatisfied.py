"""Reports that the planned Node is refused by the framework, a package or the project itself."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.plan.ranges import parse_range, satisfies


@check("error", needs="plan")
def node_version_unsatisfied(evidence: Evidence) -> Iterable[Hit]:
    """The Node version that the project asks for is refused by what it installs.

    Either the install or the build said so, or the framework (which checks the version when it starts) will.

    ## Why it matters

    Next.js and Vite end at once under a Node that is too old; Yarn 1, and npm and pnpm with `engine-strict`, do not
    even install. Hosts take the version from the project's files, not from the machine where it works.

    ## How to fix

    State one version that all accept, in `engines.node` of package.json and in `.nvmrc`, and use it everywhere.
    """
    cause, plan = evidence.cause, evidence.plan
    if cause is not None and cause.check == "node-version-unsatisfied":
        yield cause.hit(cause.title)
        return
    framework = evidence.project.framework
    if plan is None or framework is None or evidence.failed is not None or evidence.passed("build"):
        return
    wanted = next(
        (
            each.engines_node
            for lockfile in evidence.project.lockfiles
            for each in lockfile.packages or ()
            if each.name == framework.name and each.version == framework.version and each.engines_node
        ),
        None,
    )
    if wanted is not None and parse_range(wanted) is not None and not satisfies(plan.node.value, wanted):
        yield Hit(
            message=f"{framework.name} {framework.version} wants Node {wanted}, the project asks for {plan.node.value}",
            at=plan.node.at,
            fix=f"Ask for a Node version that is in `{wanted}`.",
            anchor=framework.name,
        )
