"""Finds root layouts that give no document."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At


@check("error")
def root_layout_without_html(evidence: Evidence) -> Iterable[Hit]:
    """The root layout has no html and body elements.

    In the app router the root layout is the document: nothing else writes `<html>` and `<body>`.

    ## Why it matters

    Only the dev server says so. The built app serves pages without them, and React fails in the browser when it takes
    them over (validateRootLayout in server/app-render, docs "missing-root-layout-tags").

    ## How to fix

    Return `<html lang="en"><body>{children}</body></html>` from the root layout.
    """
    survey = evidence.survey
    layouts = {path for path, name in survey.layers.loaded.items() if name == "layout"}
    for path in sorted(layouts):
        module = survey.modules[path]
        if _has_layout_above(path, layouts) or module.error is not None:
            continue
        below = (each for each in layouts if each.startswith(f"{path.rpartition('/')[0]}/"))
        if not any(_may_give_document(survey, each) for each in below):
            yield Hit(
                message="This root layout gives no `<html>`: the pages below it are served without a document",
                at=At(path=path),
                fix="Return `<html><body>{children}</body></html>` from it.",
                docs="https://nextjs.org/docs/messages/missing-root-layout-tags",
            )


def _has_layout_above(path: str, layouts: set[str]) -> bool:
    parts = path.rpartition("/")[0].split("/")
    above = {each.rpartition("/")[0] for each in layouts}
    return any("/".join(parts[:count]) in above for count in range(1, len(parts)))


def _may_give_document(survey: Survey, path: str) -> bool:
    """Whether an element `<html>` stands in this file or in one that it imports, at any depth."""
    seen, pending = set[str](), [path]
    while pending:
        current = pending.pop()
        module = survey.modules.get(current)
        if module is None or current in seen:
            continue
        seen.add(current)
        if any(each.name == "html" for each in module.elements):
            return True
        pending += [each.target for each in survey.edges.get(current, ()) if each.target and each.request.loads]
    return False
