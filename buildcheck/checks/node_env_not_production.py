"""Reports production builds of Next that run with another NODE_ENV."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def node_env_not_production(evidence: Evidence) -> Iterable[Hit]:
    """`next build` is run with `NODE_ENV` set to something else than `production`.

    Next sets the variable itself where it is not set, and warns where it is set to another value (`bin/next`).

    ## Why it matters

    React's development build gets mixed with the production build. Since 13.5 such builds usually end while `/404` or
    `/_error` is made: `<Html> should not be imported outside of pages/_document`.

    ## How to fix

    Do not set `NODE_ENV` for the build. For settings by environment use a variable of your own.
    """
    if evidence.survey.next is None:
        return
    for each in evidence.survey.scripts.get("build", ()):
        value = each.env.get("NODE_ENV")
        if each.runs("next", "build") and value is not None and value != "production" and "$" not in value:
            yield hit(each.at, value)
    for made in evidence.survey.deployments:
        for line, run in made.builds(evidence.project.app):
            builds = any(
                each.runs("next", "build") and "NODE_ENV" not in each.env for each in evidence.survey.runs(run)
            )
            setting = made.variables(line).get("NODE_ENV") if builds else None
            value = dict(setting.pairs()).get("NODE_ENV") if setting is not None else None
            value = run.env.get("NODE_ENV", value)
            if setting is not None and value and value != "production" and "$" not in value:
                yield hit(setting.at, value)


def hit(at: At | None, value: str) -> Hit:
    """Say it for one place."""
    return Hit(
        message=f"NODE_ENV is {value} when `next build` runs: React's development build is mixed in",
        at=at,
        fix="Do not set NODE_ENV for the build; Next sets it to production.",
        docs="https://nextjs.org/docs/messages/non-standard-node-env",
        anchor=value,
    )
