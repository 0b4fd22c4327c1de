"""Hypothesis strategies for cases: small Next projects in which the names are few, so that they clash.

About half of them build. Each draws its files from a list, so that a case that disagrees shrinks to the files that it
takes.
"""

from __future__ import annotations

from hypothesis import strategies as st

from tests.differential.case import Case

Files = dict[str, str | None]

_PLAIN = ("a", "b", "shop")
_DYNAMIC = ("[id]", "[slug]", "[...all]", "[[...all]]")
_RARE = ("[[id]]", "[.id]", "[a-b]", "[ab]", "(.)a", "(..)b", "(...)shop", "_lib", "%5Fopen")
_GROUPS = ("(g)", "(h)", "@side", "@modal")
_SEGMENT = st.one_of(
    st.sampled_from(_PLAIN),
    st.sampled_from(_PLAIN),
    st.sampled_from(_GROUPS),
    st.sampled_from(_DYNAMIC),
    st.sampled_from((*_RARE, *_PLAIN, *_DYNAMIC)),
)
_APP_FILE = st.sampled_from(
    (
        *("page.js",) * 9,
        *("route.js",) * 3,
        "page.jsx",
        "layout.js",
        "default.js",
        "loading.js",
        "index.js",
        "icon.png",
        "opengraph-image.js",
        "sitemap.js",
    )
)
_APP_ROOT_FILE = st.sampled_from(("not-found.js", "robots.js", "robots.txt", "favicon.ico", "manifest.js", "error.js"))
_PAGES_FILE = st.sampled_from(("index.js", "a.js", "a.jsx", "b.js", "shop.js", "[id].js", "[slug].js", "[...all].js"))
_SPECIAL_PAGE = st.sampled_from(("_app.js", "404.js", "api/a.js", "api/[id].js", "[[...all]].js", "util.test.js"))
_PUBLIC = st.sampled_from(("public/a", "public/shop/b", "public/robots.txt", "public/index", "public/_next/x.txt"))
_BESIDE = st.sampled_from(("middleware.js", "src/middleware.js", "proxy.js", "src/proxy.js", "instrumentation.js"))
_CONFIG = st.sampled_from(
    (
        "{ basePath: '/docs' }",
        "{ trailingSlash: true }",
        "{ pageExtensions: ['js', 'jsx', 'page.js'] }",
        "{ pageExtensions: ['jsx'] }",
        "{ basePath: 'docs' }",
        "{ redirects: async () => [{ source: '/a', destination: '/b', permanent: false }] }",
        "{ rewrites: async () => [{ source: '/old/:path*', destination: '/shop/:path*' }] }",
        "{ i18n: { locales: ['en', 'fr'], defaultLocale: 'en' } }",
    )
)
_WITHOUT_DEFAULT = "export const value = 1;\n"


def _rarely(strategy: st.SearchStrategy[str], one_in: int) -> st.SearchStrategy[list[str]]:
    """At most one of ``strategy``, in about one of ``one_in`` cases."""
    return st.sampled_from([False] * (one_in - 1) + [True]).flatmap(
        lambda wanted: st.lists(strategy, min_size=1, max_size=1) if wanted else st.just([])
    )


@st.composite
def _app(draw: st.DrawFn, root: str) -> Files:
    places = draw(st.lists(st.tuples(st.lists(_SEGMENT, max_size=3), _APP_FILE), min_size=1, max_size=5))
    names = ["/".join((*segments, file)) for segments, file in places]
    names += draw(_rarely(_APP_ROOT_FILE, 4))
    if draw(st.integers(0, 11)):
        names.append("layout.js")
    # Most slots that people write have a default.
    if draw(st.integers(0, 3)):
        names += [f"{name[: name.index('/', name.index('@'))]}/default.js" for name in names if "@" in name]
    files: Files = dict.fromkeys(f"{root}app/{name}" for name in names)
    return files | _spoiled(draw, list(files), "page.js")


@st.composite
def _pages(draw: st.DrawFn, root: str) -> Files:
    folders = st.sampled_from(("", "", "", "a/", "shop/", "[id]/"))
    places = draw(st.lists(st.tuples(folders, _PAGES_FILE), min_size=1, max_size=4))
    names = [f"{folder}{file}" for folder, file in places] + draw(_rarely(_SPECIAL_PAGE, 3))
    files: Files = dict.fromkeys(f"{root}pages/{name}" for name in names)
    return files | _spoiled(draw, list(files), ".js")


def _spoiled(draw: st.DrawFn, paths: list[str], ending: str) -> Files:
    """Now and then, one file without a default export."""
    candidates = [each for each in paths if each.endswith(ending)]
    if not candidates or draw(st.integers(0, 14)):
        return {}
    return {draw(st.sampled_from(candidates)): _WITHOUT_DEFAULT}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A small project, without a name."""
    routers = draw(st.sampled_from(("app", "app", "app", "pages", "both", "both")))
    root = draw(st.sampled_from(("", "", "src/")))
    other = draw(st.sampled_from((root, root, root, root, root, "src/")))
    files: Files = {}
    if routers != "pages":
        files |= draw(_app(root))
    if routers != "app":
        files |= draw(_pages(other if routers == "both" else root))
    files |= dict.fromkeys((*draw(_rarely(_PUBLIC, 6)), *draw(_rarely(_BESIDE, 5))))
    for config in draw(_rarely(_CONFIG, 5)):
        files["next.config.js"] = f"module.exports = {config};\n"
    return Case(name="", files=dict(sorted(files.items())))
