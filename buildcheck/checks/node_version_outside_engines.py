"""Reports direct dependencies that do not support the planned Node."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.plan.ranges import parse_range, satisfies


@check("warning", needs="plan")
def node_version_outside_engines(evidence: Evidence) -> Iterable[Hit]:
    """A direct dependency does not support the Node version that the project asks for.

    It states which Node versions it supports (`engines.node`), and the planned one is not among them.

    ## Why it matters

    Package managers only warn, so it may work today. It breaks when the package uses something that this Node does not
    have, and under Yarn 1 or `engine-strict` the install fails.

    ## How to fix

    Ask for a Node version that all direct dependencies support, or use a release of the package that supports this one.
    """
    plan, project = evidence.plan, evidence.project
    if plan is None or (evidence.cause is not None and evidence.cause.check == "node-version-unsatisfied"):
        return
    direct = {each.name: each for each in project.manifest.requirements}
    skip = project.framework.name if project.framework is not None and not evidence.passed("build") else None
    for lockfile in project.lockfiles:
        for package in lockfile.packages or ():
            wanted = package.engines_node
            if (
                package.name not in direct
                or package.name == skip
                or not wanted
                or (package.path or "").count("node_modules") > 1
            ):
                continue
            if parse_range(wanted) is not None and not satisfies(plan.node.value, wanted):
                yield Hit(
                    message=f"{package.name} {package.version} supports Node {wanted}, the plan is {plan.node.value}",
                    at=direct[package.name].at,
                    anchor=package.name,
                )
