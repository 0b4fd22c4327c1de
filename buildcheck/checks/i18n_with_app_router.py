"""Reports `i18n` in the configuration of an app with the app router."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("warning")
def i18n_with_app_router(evidence: Evidence) -> Iterable[Hit]:
    """`i18n` of the configuration is not for the app router.

    The key `i18n` gives the pages of `pages/` their locales. Routes of `app/` get none.

    Source: server/config.ts (the warning: 15.2 and later).

    ## Why it matters

    Addresses with a locale in front answer 404, and no language is detected. Before 15.2 nothing is said.

    ## How to fix

    Put the locale into a dynamic segment, `app/[lang]/`, and choose it in middleware.
    """
    app = evidence.survey.next
    if app is None:
        return
    for each in app.conflicts_of("i18n-with-app-router"):
        yield Hit(
            message=f"`i18n` does nothing for the routes of {app.app_dir}: {app.name} has no locales in the app router",
            at=each.places[0],
            fix="Put the routes below app/[lang]/, and remove `i18n` when the last page has left pages/.",
            docs="https://nextjs.org/docs/app/guides/internationalization",
            anchor="i18n",
            severity="info" if each.kind == "hybrid" else None,
        )
