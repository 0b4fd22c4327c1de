"""Reports an `app` folder in a version that does not read it."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def app_dir_not_enabled(evidence: Evidence) -> Iterable[Hit]:
    """The `app` folder is not switched on in this version.

    Next 13.0 to 13.3 read `app/` only with `experimental.appDir: true`; Next 12 does not know it.

    Source: lib/find-pages-dir.ts (13.0 to 13.3).

    ## Why it matters

    Without `pages/` the build ends with an error; with it, everything in `app/` is left out.

    ## How to fix

    Update Next to 13.4 or later, or set `experimental.appDir` to `true` in the configuration.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("app-dir-not-enabled"):
        folder = each.places[0]
        refused = each.fate == "refused"
        what = "refuses to build" if refused else f"builds only {each.places[-1].path}"
        yield Hit(
            message=f"{app.name} does not read {folder.path} without `experimental.appDir`, and {what}",
            at=folder,
            fix="Update next to 13.4 or later, or set `experimental: { appDir: true }` in next.config.js.",
            anchor=folder.path,
            severity=None if refused else "warning",
            predicts="build" if refused else None,
        )
