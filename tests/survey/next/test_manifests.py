"""The manifests of a build, which the project's code could have written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.model.built_app import BuiltRoute
from buildcheck.survey.next.manifests import MANIFESTS, find_built_app, is_manifest, read_manifests

APP = {"/(shop)/items/[id]/page": "/items/[id]", "/_not-found/page": "/_not-found", "/page": "/"}
ROUTES = {"staticRoutes": [{"page": "/"}, {"page": "/about"}], "dynamicRoutes": [{"page": "/items/[id]"}]}
PAGES = {"/_app": "pages/_app.js", "/about": "pages/about.html", "/api/hello": "pages/api/hello.js", "/404": "x"}


def contents(folder: str = "", /, **changed: Any) -> dict[str, bytes]:
    """The manifests of a build, by path; ``changed`` by the name without its ending."""
    values = {
        "app-path-routes-manifest": APP,
        "server/pages-manifest": PAGES,
        "routes-manifest": ROUTES,
        "server/middleware-manifest": {"middleware": {}},
    }
    return {f"{folder}{name}.json": json.dumps(value).encode() for name, value in (values | changed).items()}


def test_routes_of_both_routers_without_those_that_every_build_has() -> None:
    app = read_manifests(contents())

    assert app is not None
    assert app.routes == (
        BuiltRoute(router="app", entry="/(shop)/items/[id]/page", url="/items/[id]"),
        BuiltRoute(router="app", entry="/page", url="/"),
        BuiltRoute(router="pages", entry="/about", url="/about"),
        BuiltRoute(router="pages", entry="/api/hello", url="/api/hello"),
    )
    assert not app.middleware


def test_pages_of_a_language_are_no_routes() -> None:
    pages = {"/en/about": "pages/en/about.html", "/fr/about": "pages/fr/about.html"}

    app = read_manifests(contents(**{"server/pages-manifest": pages}))

    assert app is not None
    assert [each.url for each in app.routes if each.router == "pages"] == ["/about"]


@pytest.mark.parametrize(
    "changed",
    [
        {"server/middleware-manifest": {"middleware": {"/": {"name": "middleware"}}}},
        {"server/functions-config-manifest": {"functions": {"/_middleware": {"runtime": "nodejs"}}}},
    ],
    ids=["edge", "node"],
)
def test_middleware(changed: dict[str, Any]) -> None:
    app = read_manifests(contents(**changed))

    assert app is not None
    assert app.middleware


def test_the_folder_is_found_and_a_copy_below_it_is_not_asked() -> None:
    copy = contents("apps/web/.next/standalone/apps/web/.next/", **{"app-path-routes-manifest": {"/x/page": "/x"}})

    app = find_built_app({**copy, **contents("apps/web/.next/")})

    assert app is not None
    assert len(app.routes) == 4


def test_a_build_of_something_else_has_none() -> None:
    assert find_built_app({}) is None
    assert find_built_app({"dist/routes-manifest.json": b"{}"}) is None
    assert not is_manifest("dist/index.html")
    assert all(is_manifest(f".next/{each}") for each in MANIFESTS)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(("/a", "staticRoutes", "page", "middleware", "functions")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(MANIFESTS), JSON.map(lambda each: json.dumps(each).encode()) | st.binary()))
def test_nothing_that_a_build_writes_makes_it_raise(written: dict[str, bytes]) -> None:
    app = read_manifests(written)

    assert app is None or all(each.url.startswith("/") for each in app.routes)


def test_json_that_is_nested_too_deeply_is_no_manifest() -> None:
    assert read_manifests(contents() | {"routes-manifest.json": b"[" * 100_000}) is None


def test_too_many_routes_count_as_none() -> None:
    many = {f"/{number}/page": f"/{number}" for number in range(10_001)}

    assert read_manifests(contents(**{"app-path-routes-manifest": many})) is None
