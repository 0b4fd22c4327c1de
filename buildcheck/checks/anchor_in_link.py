"""Finds links in links."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def anchor_in_link(evidence: Evidence) -> Iterable[Hit]:
    """A Link of next/link holds an a element.

    From Next.js 13 on `<Link>` is the `<a>` element itself. Before that the `<a>` was written inside.

    ## Why it matters

    The dev server stops at it ("Invalid <Link> with <a> child"); `next build` does not (executed on 16.4). The page
    then has a link inside a link: browsers take that apart, and React draws the page anew or leaves it broken.

    ## How to fix

    Remove the `<a>` and put its attributes on `<Link>`, or run `npx @next/codemod new-link .`.
    """
    survey = evidence.survey
    app = survey.next
    if app is None or not app.at_least(13) or app.option("experimental", "newNextLinkBehavior").value is False:
        return
    layers = survey.layers
    for path in dict.fromkeys((*layers.server, *layers.client, *layers.pages)):
        for element in survey.modules[path].elements:
            if (
                element.module == "next/link"
                and element.children == ("a",)
                and not element.spread
                and "legacyBehavior" not in element.attributes
            ):
                yield Hit(
                    message=f"<{element.name}> holds an <a>, and is one itself: {app.name} serves a link inside a link",
                    at=At(path=path, line=element.line, column=element.column),
                    fix="Remove the <a>, and put its attributes on the Link.",
                    docs="https://nextjs.org/docs/messages/invalid-new-link-with-extra-anchor",
                )
