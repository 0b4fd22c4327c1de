"""Where Next compiles each module, by which chain of imports, and what it renders while it builds."""

from __future__ import annotations

from buildcheck.javascript.parse import language_of, module_of
from buildcheck.model.layers import Layers, this_file
from buildcheck.model.next_app import NextApp, Route
from buildcheck.model.survey import Edge
from buildcheck.survey.next.layers import find_layers

LAYOUT = "export default function Layout({ children }) { return children; }"
PAGE = "export default function Page() { return null; }"


def layers(files: dict[str, str]) -> Layers:
    """Give the layers of an app whose imports name files of it, from its top."""
    modules = {path: module_of(text.encode(), language_of(path) or "javascript") for path, text in files.items()}
    edges = {
        path: tuple(
            Edge(importer=path, request=each, outcome="file", target=each.specifier)
            if each.specifier in files
            else Edge(importer=path, request=each, outcome="package", package=each.specifier)
            for each in module.imports
        )
        for path, module in modules.items()
    }
    routes = tuple(
        Route(url="/", entry=f"/{path.removeprefix('app/')}", path=path, router="app", kind="page")
        for path in files
        if path.endswith("/page.js")
    )
    conventions = {"middleware": "middleware.js"} if "middleware.js" in files else {}
    app = NextApp(
        root=".", version=(15, 5, 0), certain=True, bundler="webpack", app_dir="app", routes=routes,
        conventions=conventions,
    )  # fmt: skip
    return find_layers(modules, edges, app)


def test_use_client_ends_the_server_and_use_server_the_browser() -> None:
    found = layers(
        {
            "app/page.js": f'import "form.js"; import "data.js";\n{PAGE}',
            "form.js": '"use client";\nimport "actions.js"; import "ui.js";',
            "actions.js": '"use server";\nimport "data.js"; import "db.js";',
            "ui.js": "",
            "data.js": "",
            "db.js": "",
        }
    )
    assert set(found.server) == {"app/page.js", "data.js", "actions.js", "db.js"}
    assert set(found.client) == {"form.js", "ui.js"}
    assert found.server["db.js"] == ("app/page.js", "form.js", "actions.js", "db.js")
    assert this_file(found.client["ui.js"]) == "imported by app/page.js > form.js"


def test_a_type_leads_nowhere() -> None:
    found = layers(
        {"app/page.js": f'import "a.ts";\n{PAGE}', "a.ts": 'import { B } from "b.ts";\nlet x: B;', "b.ts": ""}
    )
    assert "b.ts" not in found.server


def test_files_are_loaded_for_their_names_on_the_way_to_a_page() -> None:
    found = layers(
        {
            "app/layout.js": LAYOUT,
            "app/shop/page.js": PAGE,
            "app/shop/error.js": "",
            "app/shop/parts.js": "",
            "app/empty/layout.js": LAYOUT,
            "app/_private/layout.js": LAYOUT,
            "lib/layout.js": LAYOUT,
        }
    )
    assert found.loaded == {"app/layout.js": "layout", "app/shop/page.js": "page", "app/shop/error.js": "error"}
    assert found.around("app/shop/page.js") == ("app/layout.js",)


def test_middleware_runs_on_the_edge_unless_it_asks_for_node() -> None:
    assert set(layers({"middleware.js": "export function middleware() {}"}).edge) == {"middleware.js"}
    assert not layers({"middleware.js": 'export const config = { runtime: "nodejs" };'}).edge
    assert not layers({"middleware.js": "export const config = { runtime: chosen };"}).edge


def test_pages_that_are_certainly_rendered_while_the_app_is_built() -> None:
    found = layers(
        {
            "app/layout.js": LAYOUT,
            "app/plain/page.js": f'import Link from "next/link";\n{PAGE}',
            "app/client/page.js": f'"use client";\nimport "any";\nexport const dynamic = "force-dynamic";\n{PAGE}',
            "app/forced/page.js": f'export const dynamic = "force-dynamic";\n{PAGE}',
            "app/cookies/page.js": f'import {{ cookies }} from "next/headers";\n{PAGE}',
            "app/package/page.js": f'import {{ auth }} from "some-auth";\n{PAGE}',
            "app/async/page.js": "export default async function Page() { return null; }",
            "app/[id]/page.js": PAGE,
        }
    )
    assert found.static == {"app/plain/page.js", "app/client/page.js"}


def test_one_layout_that_asks_makes_all_its_pages_wait() -> None:
    asking = f'import {{ auth }} from "some-auth";\n{LAYOUT}'
    found = layers({"app/layout.js": asking, "app/page.js": PAGE})
    assert found.static == frozenset()
