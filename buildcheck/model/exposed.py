"""How a value came to the browser, in words: what the checks on leaks say of a road, and of the files at its end."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.environment import Encoding, Leak, Road

CAUSES: dict[Road, str] = {
    "prefix": "its name has the prefix that makes the framework write it into the browser's code",
    "config-env": "`env` of the Next configuration has it written into the browser's code",
    "define": "the configuration defines it as a constant for the bundler, which writes it into the browser's code",
    "import": "code or data that a script made of it before the build is imported by the browser's code",
    "prop": "a server component hands it to a client component or binds it to a server action, which sends it along",
    "html": "a server component or a page's first rendering shows it",
    "page-data": "`getStaticProps` or `getServerSideProps` returns it, and all that they return is sent to the browser",
    "route-body": "a route handler answers with it",
    "metadata": "metadata of a page, or a file like the sitemap, is made of it",
    "source-map": "the source map holds the sources as they were, with what the bundler left out of the code",
    "environment-dump": "the whole environment is handed on there",
    "public-file": "a script writes it into the folder of public files",
    "runtime-config": "`publicRuntimeConfig` of the Next configuration sends it with every page",
    "response": "the started app answers with it",
    "rewrite": "a rewrite is made of it, and the browser is given the list of rewrites",
    "unknown": "how it came there is not known",
}  # fmt: skip

FIXES: dict[Road, str] = {
    "prefix": "Take the prefix off its name and read it in code of the server alone.",
    "config-env": "Take it out of `env` in the Next configuration and read `process.env` in code of the server.",
    "define": "Take it out of the constants in the configuration, and do in code of the server what needs it.",
    "import": "Leave it out of what the script writes, and read it in code of the server.",
    "prop": "Hand over only what the browser needs: do in code of the server what needs the value.",
    "html": "Take it out of what the page shows.",
    "page-data": "Return only what the page shows, and use the value inside the function.",
    "route-body": "Leave it out of the answer.",
    "metadata": "Leave it out of the metadata.",
    "source-map": "Leave it out of the source, or switch `productionBrowserSourceMaps` (Vite: `build.sourcemap`) off.",
    "environment-dump": "Hand on single variables by name.",
    "public-file": "Leave it out of what the script writes, or write it outside of `public/`.",
    "runtime-config": "Move it to `serverRuntimeConfig`, or read `process.env` in code of the server.",
    "response": "Leave it out of the answer.",
    "rewrite": "Do the rewrite in middleware or in a route handler, which only the server knows.",
    "unknown": "Look for the place that reads it, and keep it on the server.",
}

_SCRIPTS = (".js", ".mjs", ".css", ".map")
_WRITTEN: dict[Encoding, str] = {
    "plain": "", "url": ", URL-encoded", "json": ", as JSON", "html": ", escaped", "base64": ", as base64",
    "gzip": ", unpacked", "number": "", "hex": ", as hexadecimal digits",
}  # fmt: skip


def place(leak: Leak) -> str:
    """Say where it stands: the address, the bytes, the pages that load it."""
    if leak.road == "response":
        return f"the answer to a request for {leak.url} (byte {leak.offset:,}{_WRITTEN[leak.encoding]})"
    bytes_ = f"bytes {leak.offset:,} to {leak.offset + leak.length - 1:,}{_WRITTEN[leak.encoding]}"
    return f"{leak.url or leak.path}{loaders(leak)} ({leak.path}, {bytes_})"


def loaders(leak: Leak) -> str:
    """Say which pages have the file, where its address does not tell."""
    routes = leak.routes
    if not leak.path.endswith(_SCRIPTS):
        return f", a page of {routes[0]}" if routes and "[" in routes[0] else ""
    if not routes:
        return ""
    more = f" and {len(routes) - 3} more pages" if len(routes) > 3 else ""
    return f", which {', '.join(routes[:3])}{more} {'loads' if len(routes) == 1 else 'load'}"


def by_road(leaks: Iterable[Leak]) -> dict[tuple[str, Road], list[Leak]]:
    """Put leaks of the same variable on the same road together, in their order."""
    groups: dict[tuple[str, Road], list[Leak]] = {}
    for leak in leaks:
        groups.setdefault((leak.variable, leak.road), []).append(leak)
    return groups


def described(leaks: list[Leak]) -> str:
    """Say of leaks of one variable on one road what is in the browser's reach, where, why, and why that is bad."""
    first, more = leaks[0], len(leaks) - 1
    others = f", and {more} more {'file' if more == 1 else 'files'}" if more else ""
    return f"{first.variable} is in {place(first)}{others}: {CAUSES[first.road]} ({first.relied_on})"
