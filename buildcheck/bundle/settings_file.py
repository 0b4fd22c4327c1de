"""The text of a package manager's settings, or of another file with addresses -> where credentials stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.bundle.made import Span
from buildcheck.load.secrets import is_secret

SETTINGS = frozenset({".npmrc", ".pnpmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml", "pnpm-workspace.yaml"})
_ADDRESSES = SETTINGS | {
    "package.json", "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock",
    ".gitmodules", ".gitconfig",
}  # fmt: skip
_PAIR = re.compile(
    r"""(?P<key>["']?[\w@/.:\[\]-]*[\w\]]["']?)(?:\s*[=:]\s*|[ \t]+)(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s,}#;]+)"""
)
# What is commented out was in use once.
_LINE = re.compile(r"^[ \t;#]*(?P<key>[^=\n;#]+?)[ \t]*=[ \t]*(?P<value>[^\r\n]*)", re.MULTILINE)
_REFERENCE = re.compile(r"\$\{[^}\n]*\}")
_USER = re.compile(r"(?P<protocol>[a-z+]+)://(?P<user>[^/\s@\"'<>]+)@", re.IGNORECASE)


def settings_spans(path: str, text: str) -> Iterator[Span]:
    """Give where they begin and end; references to variables are none."""
    name = path.rpartition("/")[2]
    if name in SETTINGS:
        for match in (_LINE if name.endswith("npmrc") or name == ".pnpmrc" else _PAIR).finditer(text):
            if is_secret(match["key"].strip("\"'")):
                yield from _around_references(text, *match.span("value"))
    if name in _ADDRESSES:
        for match in _USER.finditer(text):
            # `ssh://git@` and its like name no secret, and clones need them; over HTTP a name alone can be a token.
            if ":" in match["user"] or match["protocol"].lower().endswith(("http", "https")):
                yield from _around_references(text, *match.span("user"))


def _around_references(text: str, begin: int, end: int) -> Iterator[Span]:
    for match in _REFERENCE.finditer(text, begin, end):
        yield begin, match.start()
        begin = match.end()
    yield begin, end
