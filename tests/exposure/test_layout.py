"""Which files of a build a browser can fetch, and where; which routes load them."""

from __future__ import annotations

import pytest

from buildcheck.exposure.chunks import Chunks, is_wanted
from buildcheck.exposure.layout import Layout

SERVER = Layout(work="apps/web/.next", public="apps/web/public", base="/shop")
EXPORT = Layout(work=".next", served="out", public="public", public_files=frozenset({"public/robots.txt"}))
VITE = Layout(served="dist", public="public", public_files=frozenset({"public/logo.js"}))


@pytest.mark.parametrize(
    ("path", "kind", "url", "address"),
    [
        ("static/chunks/app/[slug]/page-1.js", "script", "/shop/_next/static/chunks/app/%5Bslug%5D/page-1.js", None),
        ("static/chunks/1.js.map", "map", "/shop/_next/static/chunks/1.js.map", None),
        ("static/abc/_buildManifest.js", "rewrites", "/shop/_next/static/abc/_buildManifest.js", None),
        ("static/media/a.woff2", "file", "/shop/_next/static/media/a.woff2", None),
        ("server/app/index.html", "page", "/shop", "/"),
        ("server/app/blog/a.rsc", "payload", "/shop/blog/a", "/blog/a"),
        ("server/app/blog/a.prefetch.rsc", "payload", "/shop/blog/a", "/blog/a"),
        ("server/app/blog.segments/blog/__PAGE__.segment.rsc", "payload", "/shop/blog", "/blog"),
        ("server/app/robots.txt.body", "body", "/shop/robots.txt", "/robots.txt"),
        ("server/pages/en/about.html", "page", "/shop/en/about", "/en/about"),
        ("server/pages/about.json", "data", "/shop/_next/data/{build}/about.json", "/about"),
    ],
)  # fmt: skip
def test_what_next_serves(path: str, kind: str, url: str, address: str | None) -> None:
    spot = SERVER.locate(f"apps/web/.next/{path}")
    assert spot is not None
    assert (spot.kind, spot.url, spot.address) == (kind, url, address)


@pytest.mark.parametrize(
    "path",
    [
        "server/app/page.js",
        "server/app/page_client-reference-manifest.js",
        "server/app/index.meta",
        "server/pages/_app.js.nft.json",
        "server/pages/index/build-manifest.json",
        "server/chunks/1.js",
        "required-server-files.json",
        "routes-manifest.json",
        "standalone/.env",
        "standalone/public/a.txt",
        "cache/webpack/0.pack",
    ],
)
def test_what_next_keeps_to_itself(path: str) -> None:
    assert SERVER.locate(f"apps/web/.next/{path}") is None
    assert SERVER.locate(f"other/.next/{path}") is None


def test_files_of_public_lie_at_the_root() -> None:
    spot = SERVER.locate("apps/web/public/a b.txt")
    assert spot is not None
    assert (spot.url, spot.of_public) == ("/shop/a%20b.txt", True)


@pytest.mark.parametrize(
    ("layout", "path", "kind", "url"),
    [
        (EXPORT, "out/about.html", "page", "/about"),
        (EXPORT, "out/about/index.html", "page", "/about"),
        (EXPORT, "out/about.txt", "payload", "/about.txt"),
        (EXPORT, "out/robots.txt", "file", "/robots.txt"),
        (EXPORT, "out/_next/static/chunks/1.js", "script", "/_next/static/chunks/1.js"),
        (EXPORT, "out/_next/data/abc/blog/a.json", "data", "/_next/data/abc/blog/a.json"),
        (VITE, "dist/index.html", "page", "/"),
        (VITE, "dist/assets/index-1.js", "script", "/assets/index-1.js"),
        (VITE, "dist/logo.js", "script", "/logo.js"),
    ],
)
def test_folders_that_are_served_whole(layout: Layout, path: str, kind: str, url: str) -> None:
    spot = layout.locate(path)
    assert spot is not None
    assert (spot.kind, spot.url) == (kind, url)
    assert spot.of_public == (path in ("out/robots.txt", "dist/logo.js"))


def test_of_an_export_nothing_else_is_served() -> None:
    assert EXPORT.locate(".next/static/chunks/1.js") is None
    assert EXPORT.locate("public/robots.txt") is None


MANIFESTS = {
    "build-manifest.json": b'{"pages":{"/_app":["static/chunks/main.js"],"/old":["static/chunks/old.js"]},'
    b'"rootMainFiles":["static/chunks/root.js"]}',
    "app-path-routes-manifest.json": b'{"/(shop)/items/[id]/page":"/items/[id]","/page":"/","/api/route":"/api"}',
    "prerender-manifest.json": b'{"routes":{"/items/1":{"srcRoute":"/items/[id]"},"/":{"srcRoute":null}}}',
    "routes-manifest.json": b'{"i18n":{"locales":["en","de"]}}',
    "server/app/(shop)/items/[id]/page_client-reference-manifest.js": (
        b'globalThis.__RSC_MANIFEST["/(shop)/items/[id]/page"]={"x":["/_next/static/chunks/a%5Bb%5D.js"]}'
    ),
    "react-loadable-manifest.json": b'{"components/a.js -> ./late":{"id":1,"files":["static/chunks/9.js"]}}',
    "BUILD_ID": b"abc-1\n",
}


def test_who_loads_a_chunk() -> None:
    chunks = Chunks(MANIFESTS)
    assert all(is_wanted(name) for name in MANIFESTS)
    assert chunks.build_id == "abc-1"
    assert chunks.loaders("static/chunks/old.js") == ("/old",)
    assert chunks.loaders("static/chunks/root.js") == ("/", "/items/[id]")
    assert chunks.loaders("static/chunks/a[b].js") == ("/items/[id]",)
    assert chunks.loaders("static/chunks/app/(shop)/items/[id]/page-0123456789abcdef.js") == ("/items/[id]",)
    assert chunks.loaders("static/chunks/app/(shop)/layout-0123456789abcdef.js") == ("/items/[id]",)
    assert chunks.requesters("static/chunks/9.js") == ("components/a.js",)
    assert (chunks.route("/items/1"), chunks.route("/"), chunks.route("/de/about")) == ("/items/[id]", "/", "/about")


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"[" * 100_000, b'{"pages":[1]}', b'{"pages":{"/":1}}', b"\xff", b'{"routes":3}']
)
def test_manifests_of_a_stranger_tell_nothing(content: bytes) -> None:
    chunks = Chunks(dict.fromkeys(MANIFESTS, content))
    assert chunks.loaders("static/chunks/old.js") == ()
    assert chunks.route("/a") == "/a"
