"""Reports code that needs a server in an app that is exported to static files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp, Route
from buildcheck.model.report import Hit, Severity
from buildcheck.model.syntax import ConfigFile, Known, Listing
from buildcheck.model.value import At

DOCS = "https://nextjs.org/docs/app/guides/static-exports#unsupported-features"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class Fact(NamedTuple):
    """What stands at ``line`` of ``path`` and what becomes of it. ``severity`` ``None`` means that the build ends;
    ``maybe`` says when it does, where the text alone does not tell."""

    path: str
    line: int | None
    message: str
    fix: str
    severity: Severity | None = None
    maybe: str | None = None


@check("error")
def export_with_server_code(evidence: Evidence) -> Iterable[Hit]:
    """The app is exported to static files, and a part of it needs a server.

    With `output: "export"` every page is made once, at build time. What can't be made then either ends the build or is
    left out, depending on the version of Next. These end it: Server Actions, `getServerSideProps`, `fallback`,
    `revalidate`, intercepting routes, GET handlers that are not static, `dynamic = "force-dynamic"`. API routes,
    middleware and handlers for other methods are left out.

    ## Why it matters

    `next dev` runs all of it. The build fails, or passes and answers 404 where the server was to answer.

    ## How to fix

    Remove what needs a server, move it into the browser or to another service, or deploy with a server: without
    `output: "export"`.
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or not app.at_least(13, 3):
        return
    facts: list[Fact] = []
    for route in app.routes:
        module = evidence.survey.modules.get(route.path)
        if module is not None and module.error is None:
            facts += of_route(app, route, module)
        if route.intercepts and route.kind == "page" and app.at_least(15, 2):
            facts.append(Fact(route.path, None, "This route intercepts another one", "Show it without interception."))
    facts += of_layouts(evidence, app)
    facts += of_conventions(app)
    facts += of_actions(evidence, app)
    for each in facts:
        yield Hit(
            message=f"{each.message}, and the app is exported to static files: {fate(app, each)}",
            at=At(path=each.path, line=each.line),
            fix=each.fix,
            docs=DOCS,
            severity=each.severity,
            predicts="build" if each.severity is None else None,
            anchor=each.message,
        )


def fate(app: NextApp, fact: Fact) -> str:
    """Say what this version of Next makes of it."""
    if fact.maybe is not None:
        return f"{app.name} ends the build {fact.maybe}"
    return f"{app.name} ends the build" if fact.severity is None else "it is left out without an error"


def of_route(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """Give what one route file says."""
    if route.kind == "api":
        yield Fact(route.path, 1, f"{route.url} is an API route", "Move it to a server.", "warning")
    elif route.kind == "handler":
        yield from of_handler(app, route, module)
    elif route.kind == "metadata":
        yield from of_metadata(app, route, module)
    elif route.router == "app" and route.kind == "page":
        yield from of_page(app, route, module)
        yield from of_request(app, route, module)
    elif route.router == "pages":
        yield from of_pages_router(app, route, module)


def of_page(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """``dynamic`` and ``dynamicParams`` of a page."""
    dynamic = module.export("dynamic")
    if dynamic is not None and literal(dynamic.value) == "force-dynamic" and app.at_least(13, 4):
        yield Fact(route.path, dynamic.line, 'This page says dynamic = "force-dynamic"', "Remove the line.")
    params = module.export("dynamicParams")
    if params is not None and literal(params.value) is True and app.at_least(15) and "[" in route.url:
        yield Fact(route.path, params.line, "This page says dynamicParams = true", "Set dynamicParams to false.")


def of_request(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """What reads the request. Whether the call is reached is not known: it may stand in a function of its own."""
    if not app.at_least(13, 4) or module.directive("use client") is not None:
        return
    for call in module.calls:
        if call.module in ("next/headers", "next/server") and call.name in ("cookies", "headers", "connection"):
            fix = "Read it in the browser, or deploy with a server."
            yield Fact(route.path, call.line, f"{call.name}() reads the request", fix, "warning", "when it is called")
            return


def of_layouts(evidence: Evidence, app: NextApp) -> Iterable[Fact]:
    """``dynamic`` of a layout holds for all pages below it."""
    for path, module in evidence.survey.modules.items() if app.app_dir is not None and app.at_least(13, 4) else ():
        is_layout = posixpath.basename(path).partition(".")[0] == "layout" and path.startswith(f"{app.app_dir}/")
        dynamic = module.export("dynamic") if is_layout else None
        if dynamic is not None and literal(dynamic.value) == "force-dynamic":
            yield Fact(path, dynamic.line, 'This layout says dynamic = "force-dynamic"', "Remove the line.")


def of_handler(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """Route handlers: only a static GET is written (route-modules/app-route)."""
    names = {each.name for each in module.exports}
    if "*" in names or any(each.form == "reexport" for each in module.exports):
        return
    dynamic = module.export("dynamic")
    get = module.export("GET")
    if dynamic is not None and literal(dynamic.value) == "force-dynamic":
        yield Fact(
            route.path, dynamic.line, 'This handler says dynamic = "force-dynamic"', "Make it static or move it."
        )
    elif get is not None and app.at_least(15) and not {"dynamic", "revalidate", "generateStaticParams"} & names:
        fix = 'Add `export const dynamic = "force-static"`.'
        yield Fact(route.path, get.line, f"The GET handler of {route.url} is not declared static", fix)
    elif get is None and names & set(METHODS):
        method = next(each for each in module.exports if each.name in METHODS)
        yield Fact(
            route.path, method.line, f"{route.url} only answers {method.name}", "Move it to a server.", "warning"
        )


def of_metadata(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """``sitemap.ts`` and its like are GET handlers to Next, and have to be declared static as well."""
    named = posixpath.basename(route.path).partition(".")[0]
    names = {each.name for each in module.exports}
    static = {"dynamic", "revalidate", "generateStaticParams", "generateSitemaps", "*"} & names
    if named in ("sitemap", "robots", "manifest") and names and not static and app.at_least(15):
        fix = 'Add `export const dynamic = "force-static"`.'
        yield Fact(route.path, module.exports[0].line, f"{route.url} is made by code that is not declared static", fix)


def of_pages_router(app: NextApp, route: Route, module: Module) -> Iterable[Fact]:
    """Data functions of the pages router."""
    server = module.export("getServerSideProps")
    if server is not None:
        yield Fact(
            route.path, server.line, "This page has getServerSideProps", "Use getStaticProps, or load in the browser."
        )
    paths = module.export("getStaticPaths")
    if paths is not None and paths.value is not None:
        fallback = ConfigFile(path=route.path, root=paths.value).get("fallback").value
        named = ConfigFile(path=route.path, root=paths.value).get("paths").node
        if fallback in (True, "blocking"):
            certain = isinstance(named, Listing) and bool(named.items)
            yield Fact(
                route.path,
                paths.line,
                "getStaticPaths gives a fallback",
                "Set fallback to false.",
                None if certain else "warning",
                None if certain else "if it names a path, and leaves the page out if not",
            )
    props = module.export("getStaticProps")
    if props is not None and props.value is not None:
        revalidate = ConfigFile(path=route.path, root=props.value).get("revalidate").value
        if revalidate is True or (isinstance(revalidate, int) and revalidate > 0):
            yield Fact(route.path, props.line, "getStaticProps gives revalidate", "Remove revalidate.")


def of_conventions(app: NextApp) -> Iterable[Fact]:
    """Middleware or proxy: a file server runs none."""
    for name in ("middleware", "proxy"):
        if name in app.conventions:
            yield Fact(
                app.conventions[name], 1, f"This is {name}", "Do in the pages, or at the host, what it does.", "warning"
            )


def of_actions(evidence: Evidence, app: NextApp) -> Iterable[Fact]:
    """Server Actions, in the files that the build certainly reads (export/index.ts since 13.4)."""
    reached = evidence.survey.reached if evidence.survey.reached is not None else {each.path for each in app.routes}
    if not app.at_least(13, 4) or app.app_dir is None:
        return
    for path, module in evidence.survey.modules.items():
        action = next(
            (each for each in module.directives if each.text == "use server" and each.where in ("file", "function")),
            None,
        )
        if action is not None and path in reached and module.error is None:
            yield Fact(path, action.line, "Here are Server Actions", "Call a server of your own instead.")


def literal(node: object) -> object:
    """Give the value of a literal, ``None`` for anything else."""
    return node.value if isinstance(node, Known) else None
