"""Reports a webpack configuration that a build with Turbopack refuses or ignores."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.invocation import Invocation
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Function, Known, Table

DOCS = "https://nextjs.org/docs/app/api-reference/config/next-config-js/turbopack"


@check("error")
def webpack_config_with_turbopack(evidence: Evidence) -> Iterable[Hit]:
    """The configuration changes webpack, and the build uses Turbopack.

    Next 16 builds with Turbopack unless told otherwise. It refuses to build when there is a `webpack` key and no
    `turbopack` key (`lib/turbopack-warning`). Where `--turbopack` was asked for, or the configuration is an async
    function, it does not notice: then the key has no effect.

    ## Why it matters

    Next 15 built the same project. Loaders and aliases that were set there are not there now.

    ## How to fix

    Build with `next build --webpack`, or move the settings to `turbopack` and remove the `webpack` key.
    """
    app = evidence.survey.next
    if app is None or app.bundler != "turbopack" or app.config is None or "next.config" not in app.config.path:
        return
    webpack, turbopack = app.option("webpack"), app.option("turbopack")
    if webpack.state != "known" or turbopack.state != "absent" or has_turbo(app):
        return
    if isinstance(webpack.node, Known) and not webpack.value:
        return
    asked = any(each.flag("--turbopack", "--turbo") is not None for each in builds(evidence))
    unseen = isinstance(app.config.root, Function) and app.config.root.asynchronous
    refused = app.at_least(16) and not asked and not unseen
    fate = f"{app.name} ends the build" if refused else f"{app.name} builds with Turbopack and ignores it"
    yield Hit(
        message=f"`webpack` is set, and the build uses Turbopack: {fate}",
        at=webpack.at,
        fix="Build with `next build --webpack`, or move the settings to `turbopack`."
        if app.at_least(16)
        else "Build without `--turbopack`, or move the settings to `turbopack`.",
        docs=DOCS,
        severity=None if refused else "warning",
        predicts="build" if refused and app.certain else None,
        anchor="webpack",
    )


def has_turbo(app: NextApp) -> bool:
    """Whether a key of the older form counts as a configuration of Turbopack."""
    experimental = app.option("experimental")
    keys = experimental.node.entries if isinstance(experimental.node, Table) else {}
    return experimental.state in ("unknown", "maybe") or any(each.startswith("turbo") for each in keys)


def builds(evidence: Evidence) -> list[Invocation]:
    """Give the runs of `next build`."""
    return [each for each in evidence.survey.scripts.get("build", ()) if each.runs("next", "build")]
