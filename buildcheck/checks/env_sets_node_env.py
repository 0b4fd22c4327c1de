"""Notes env files that set NODE_ENV."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("info")
def env_sets_node_env(evidence: Evidence) -> Iterable[Hit]:
    """An env file sets `NODE_ENV`.

    Next chooses the mode, and with it the files to read, before it reads any: the line changes nothing in `next build`.
    Vite takes `development` from there, which makes the production build one of development, and refuses `production`.

    ## Why it matters

    Whoever wrote the line expects it to choose between development and production. Only the command does that.

    ## How to fix

    Take the line out. Use a variable of your own (`APP_ENV`) for settings that differ between deployments.

    Sources: @next/env (`loadEnvConfig`, 13.5 to 16); resolveConfig of Vite 4 to 7.
    """
    framework = evidence.project.framework
    line = evidence.project.production_env().get("NODE_ENV")
    if framework is None or framework.name not in ("next", "vite") or line is None:
        return
    effect = "Next has chosen its mode by then" if framework.name == "next" else "Vite takes nothing but development"
    yield Hit(
        message=f"NODE_ENV in an env file does not choose the mode of the build: {effect}",
        at=line.at,
        fix="Take the line out; use a variable of your own such as APP_ENV.",
        docs="https://nextjs.org/docs/messages/non-standard-node-env" if framework.name == "next" else None,
        anchor="NODE_ENV",
    )
