"""What a build made of a case, in a form that stays the same between runs: accepted with these routes, or refused with
this message."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from buildcheck.survey.next.manifests import read_manifests
from tests.differential.builds import Raw
from tests.differential.case import Case

_ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FIRST_OF_ERROR = re.compile(r"^(Failed to compile|> Build error|Error|TypeError|.*build failed)", re.IGNORECASE)
_MESSAGES = (
    "Configuring Next.js via",
    "Couldn't find any `pages` or `app` directory",
    "`pages` and `app` directories should be under the same folder",
    "is not supported. Please use",
    "Specified pageExtensions is not an array of strings",
    "Specified pageExtensions is an empty array",
    "without a React Component as default export",
    "found page without a React Component",
    "Conflicting app and page file",
    "App Router and Pages Router both match path",
    "You cannot have two parallel pages that resolve to the same path",
    "Conflicting route and page at",
    "Conflicting page and route at",
    "Conflicting routes at",
    "Conflicting metadata and route at",
    "Conflicting route and metadata at",
    "Conflicting metadata and page at",
    "Conflicting page and metadata at",
    "pageExtensions.map is not a function",
    "Can't resolve private-next-app-dir",
    'The "path" argument must be of type string. Received undefined',
    "Unsupported Server Component type",
    "reading 'clientModules'",
    "_client-reference-manifest.js'",
    "Module parse failed",
    "rewrites must return an array",
    "Missing value for segment key",
    "Failed to collect page data for /middleware",
    "Route segment config is not allowed in Proxy file",
    "is missing expected function export name",
    "Next.js can't recognize the exported",
    "catch all segment must be the last segment",
    "ENOTDIR: not a directory",
    "Element type is invalid: expected a string",
    "Unexpected empty path segments match",
    "Cannot read properties of undefined (reading 'startsWith')",
    "Minified React error #130",
    "Conflicting public and page file",
    "You can not have a '_next' folder inside of your public folder",
    "You cannot use different slug names for the same dynamic path",
    "Ambiguous app routes detected",
    "same specificity as a optional catch-all route",
    "same specificity as an optional catch-all route",
    "You cannot use both an required and optional catch-all route at the same level",
    "You cannot use both an optional and required catch-all route at the same level",
    "Optional catch-all must be the last part",
    "Catch-all must be the last part",
    "You cannot have the same slug name",
    "differ only by non-word symbols",
    "Optional route parameters are not yet supported",
    "Segment names may not start or end with extra brackets",
    "may not start with erroneous periods",
    "Detected a three-dot character",
    "Parameter names cannot be empty",
    "Invalid interception route",
    "doesn't have a root layout",
    "Missing required default.js file for parallel route",
    "Unmatched app pages",
    '"exportPathMap" configuration cannot be used',
    "must export a function, either as a default export or as a named",
    "Both middleware file",
    "rewrites urls outside of the basePath",
    "Invalid redirect",
    "Invalid rewrite",
    "Invalid header",
    "Specified basePath",
    "The default export is not a React Component in",
    "can not have getInitialProps/getServerSideProps",
)


class Outcome(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``key`` is that of the case as it was built. ``routes`` are ``router entry`` and, where the address is not the
    entry, ``router entry address``. ``error`` is the stable part of the message of a build that was refused."""

    case: str
    key: str
    outcome: Literal["accepted", "refused"]
    error: str | None = None
    routes: tuple[str, ...] = ()
    middleware: bool = False


def outcome(case: Case, raw: Raw) -> Outcome | None:
    """Give what to keep of a build; ``None`` for one that says nothing: too slow, killed, without manifests."""
    if raw.timed_out or raw.code is None:
        return None
    if raw.code != 0:
        return Outcome(case=case.name, key=case.key(), outcome="refused", error=message(raw.output))
    built = read_manifests({name: text.encode() for name, text in raw.manifests.items()})
    if built is None:
        return None
    return Outcome(
        case=case.name,
        key=case.key(),
        outcome="accepted",
        routes=tuple(route_text(each.router, each.entry, each.url) for each in built.routes),
        middleware=built.middleware,
    )


def route_text(router: str, entry: str, url: str) -> str:
    """Write a route in one line."""
    return f"{router} {entry}" if entry == url else f"{router} {entry} {url}"


def message(output: str) -> str:
    """Give the part of a build's output that names the mistake: a message that is known, else its first error."""
    text = _ESCAPES.sub("", output)
    known = next((each for each in _MESSAGES if each in text), None)
    if known is not None:
        return known
    lines = [each.strip() for each in text.splitlines() if each.strip()]
    start = next((at for at, each in enumerate(lines) if _FIRST_OF_ERROR.search(each)), 0)
    return "? " + " | ".join(lines[start : start + 5])[:300]
