"""Finds links to addresses that the app does not serve."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

_OWN_PREFIX = "/_next"


@check("warning")
def link_to_missing_route(evidence: Evidence) -> Iterable[Hit]:
    """A link leads to an address that the app does not serve.

    Literal `href`s of `<Link>` that begin with `/` are compared with the routes that Next.js makes of the source and
    with the files of `public`. Nothing is said where something else may answer: rewrites, redirects, `i18n`, a
    middleware that rewrites or redirects, or routes that can't be known.

    ## Why it matters

    Whoever follows the link gets the page for 404. Neither the build nor the type check looks at it.

    ## How to fix

    Correct the address, or add the page.
    """
    survey, app = evidence.survey, evidence.survey.next
    if app is None or _others_may_answer(survey, app):
        return
    public = f"{app.root}/public/" if app.root != "." else "public/"
    files = {each.path[len(public) :] for each in evidence.project.source.entries if each.path.startswith(public)}
    patterns = [_segments(each.url) for each in app.routes if each.kind != "special" and not each.intercepts]
    for at, href in _links(survey):
        path = unquote(urlsplit(href).path)
        wanted = _segments(path)
        if path.startswith(_OWN_PREFIX) or "/".join(wanted) in files or any(_serves(each, wanted) for each in patterns):
            continue
        yield Hit(
            message=f"The link leads to {path}, and no page, no route handler and no file of `public` is there",
            at=at,
            fix="Correct the address, or add the page.",
            anchor=href,
        )


def _links(survey: Survey) -> Iterator[tuple[At, str]]:
    layers = survey.layers
    for path in dict.fromkeys((*layers.server, *layers.client, *layers.pages)):
        for element in survey.modules[path].elements:
            href = element.attributes.get("href", "")
            if element.module == "next/link" and href.startswith("/") and not href.startswith("//"):
                yield At(path=path, line=element.line, column=element.column), href


def _others_may_answer(survey: Survey, app: NextApp) -> bool:
    if app.page_extensions is None or not app.routes:
        return True
    if any(app.option(key).state != "absent" for key in ("rewrites", "redirects", "i18n", "exportPathMap")):
        return True
    gates = (app.conventions.get(name) for name in ("middleware", "proxy"))
    # Which of its imports rewrites or redirects is not followed: one that asks others is believed to.
    return any(path is not None and (path not in survey.modules or _may_lead_on(survey, path)) for path in gates)


def _may_lead_on(survey: Survey, path: str) -> bool:
    """Whether a middleware may answer for an address of its own accord."""
    module = survey.modules[path]
    ours = {"next/server"}
    return (
        module.error is not None
        or any(each.specifier not in ours and each.kind != "type" for each in module.imports)
        or any(each.module in ours and each.member in ("rewrite", "redirect") for each in module.calls)
    )


def _segments(url: str) -> tuple[str, ...]:
    return tuple(each for each in url.split("/") if each)


def _serves(pattern: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether an address matches a route: ``[x]`` takes one segment, ``[...x]`` one or more, ``[[...x]]`` any."""
    if not pattern:
        return not wanted
    first, rest = pattern[0], pattern[1:]
    if first.startswith("[[..."):
        return True
    if first.startswith("[..."):
        return bool(wanted)
    if not wanted:
        return False
    return (first.startswith("[") or first == wanted[0]) and _serves(rest, wanted[1:])
