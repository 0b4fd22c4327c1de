"""What a run did not look at is said."""

from __future__ import annotations

from msgspec.structs import replace

from buildcheck.judge import without_get
from buildcheck.model.module import Export, Module
from buildcheck.model.next_app import NextApp, Route
from buildcheck.model.survey import Survey


def handler(url: str) -> Route:
    return Route(url=url, entry=f"{url}/route", path=f"app{url}/route.ts", router="app", kind="handler")


def module(*names: str) -> Module:
    exports = tuple(Export(name=each, form="function", line=1, column=1) for each in names)
    return Module(language="typescript", exports=exports)


def test_handlers_that_no_get_reaches_are_named() -> None:
    routes = (handler("/api/hook"), handler("/api/list"), replace(handler("/about"), kind="page"))
    modules = {
        "app/api/hook/route.ts": module("POST"),
        "app/api/list/route.ts": module("GET", "POST"),
        "app/about/route.ts": module("default"),
    }
    app = NextApp(root=".", version=(16, 0, 11), certain=True, bundler="turbopack", routes=routes)
    assert without_get(Survey(next=app, modules=modules)) == ("/api/hook",)
    assert without_get(Survey()) == ()
