"""The text of an import -> what kind of request it is, without loaders, queries and fragments. Nothing is looked up."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["relative", "absolute", "bare", "internal", "builtin", "virtual"]

# Modules of Node's that may be named without `node:` (`module.builtinModules`, Node 24).
_BUILTINS = frozenset(
    {
        "assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto",
        "dgram", "diagnostics_channel", "dns", "domain", "events", "fs", "http", "http2", "https", "inspector",
        "module", "net", "os", "path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl",
        "stream", "string_decoder", "sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm",
        "wasi", "worker_threads", "zlib",
    }
)  # fmt: skip
_SCHEME = re.compile(r"[A-Za-z][\w+.-]+:")
# https://docs.npmjs.com/cli/configuring-npm/package-json#name; upper case is refused for new packages only.
_PACKAGE = re.compile(r"(?:@[\w~.-]+/)?[A-Za-z0-9][\w~.-]*")


class Specifier(NamedTuple):
    """``text`` is what is left to look up, ``query`` what stood after ``?``."""

    kind: Kind
    text: str
    query: str = ""


def read_specifier(text: str) -> Specifier:
    """Tell what kind of request ``text`` is.

    ``internal`` begins with ``#`` (``imports`` of package.json); ``virtual`` is made by a tool, or is no path at all
    (a URL, a Windows path).
    """
    plain, _, query = text.rpartition("!")[2].partition("?")
    if plain.startswith("#"):
        return Specifier("internal", plain, query)
    plain = plain.partition("#")[0]
    if not plain or plain.startswith(("\0", "//")) or "\\" in plain or "${" in plain:
        return Specifier("virtual", plain, query)
    if plain.startswith("node:") or plain.partition("/")[0] in _BUILTINS:
        return Specifier("builtin", plain, query)
    if _SCHEME.match(plain) or re.match(r"[A-Za-z]:", plain):
        return Specifier("virtual", plain, query)
    if plain in (".", "..") or plain.startswith(("./", "../")):
        return Specifier("relative", plain, query)
    return Specifier("absolute" if plain.startswith("/") else "bare", plain, query)


def package_of(text: str) -> tuple[str, str] | None:
    """Split a bare specifier into its package and what is asked of it (``""`` for the package itself); ``None`` where
    no package can have that name (``@/lib``, ``~/lib``)."""
    parts = text.split("/")
    count = 2 if text.startswith("@") else 1
    name = "/".join(parts[:count])
    if len(parts) < count or not _PACKAGE.fullmatch(name):
        return None
    return name, "/".join(parts[count:])
