"""The content of a file by its name, where a case states none: the least that Next accepts there."""

from __future__ import annotations

import struct
from base64 import b64decode

_PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
_ICO = struct.pack("<3H4B2H2I", 0, 1, 1, 1, 1, 0, 0, 1, 32, len(_PNG), 22) + _PNG
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'

_PAGE = "export default function Page() { return null; }\n"
_ROOT = "export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n"
_NESTED = "export default function Layout({ children }) { return children; }\n"
_HANDLER = 'export function GET() { return new Response("ok"); }\n'
_API = 'export default function handler(request, response) { response.end("ok"); }\n'
_IMAGE = 'export default function image() { return new Response("image"); }\n'

_APP = {
    "route": _HANDLER,
    "error": f'"use client";\n{_PAGE}',
    "global-error": '"use client";\nexport default function Problem() { return <html><body>no</body></html>; }\n',
    "robots": "export default function robots() { return { rules: [] }; }\n",
    "sitemap": 'export default function sitemap() { return [{ url: "https://site.example.test" }]; }\n',
    "manifest": 'export default function manifest() { return { name: "demo" }; }\n',
    "icon": _IMAGE,
    "apple-icon": _IMAGE,
    "opengraph-image": _IMAGE,
    "twitter-image": _IMAGE,
}
_PAGES = {
    "_app": "export default function App({ Component, pageProps }) { return <Component {...pageProps} />; }\n",
    "_document": (
        'import { Head, Html, Main, NextScript } from "next/document";\n'
        "export default function Document() {\n"
        "  return <Html><Head /><body><Main /><NextScript /></body></Html>;\n"
        "}\n"
    ),
}
_MIDDLEWARE = (
    'import {{ NextResponse }} from "next/server";\nexport function {name}() {{ return NextResponse.next(); }}\n'
)
_BESIDE = {
    "middleware": _MIDDLEWARE.format(name="middleware"),
    "proxy": _MIDDLEWARE.format(name="proxy"),
    "instrumentation": "export function register() {}\n",
}
_ASSETS = {
    "png": _PNG,
    "ico": _ICO,
    "svg": _SVG.encode(),
    "xml": b'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>\n',
    "json": b'{ "name": "demo" }\n',
    "webmanifest": b'{ "name": "demo" }\n',
}


def content(path: str) -> bytes:
    """Give what the file at ``path`` holds."""
    folder, _, name = path.rpartition("/")
    stem, _, rest = name.partition(".")
    asset = _ASSETS.get(rest)
    if asset is not None:
        return asset
    if rest in ("txt", "css", "md", "") or path.startswith("public/"):
        return b""
    return _code(folder.split("/"), stem).encode()


def _code(folders: list[str], stem: str) -> str:
    inside = folders[1:] if folders[0] == "src" else folders
    router = inside[0] if inside else ""
    if router == "app":
        if stem == "layout":
            return _ROOT if all(each.startswith("(") and each.endswith(")") for each in inside[1:]) else _NESTED
        return _APP.get(stem, _PAGE)
    if router == "pages":
        return _API if inside[1:2] == ["api"] or (inside[1:] == [] and stem == "api") else _PAGES.get(stem, _PAGE)
    return _BESIDE.get(stem, _PAGE)
