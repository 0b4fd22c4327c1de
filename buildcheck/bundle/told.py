"""The bytes of any text file -> values whose name, or whose place in an address or a header, says that they are secret,
and that look like a key. What has a mark of its service is found by its shape (`buildcheck.survey.secrets`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.bundle.made import Span
from buildcheck.bundle.secret_parts import looks_random
from buildcheck.survey.secrets.excuses import is_made_up, is_no_host

_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|html?|py|rb|php|go|rs|java|kt|cs|swift|css|scss|less)\Z")
_MARKS = re.compile(rb"token|secret|passw|passphrase|key|credential", re.IGNORECASE)
_NAME = (
    rb"""(?:token|secret|passw(?:or)?d|passphrase|credential|(?:api|auth|access|secret|private|encryption|signing)"""
    rb"""[_-]?key)s?["'`]?[ \t]{0,8}(?:=>|:=|[=:])[ \t]{0,8}"""
)
_QUOTED = re.compile(
    _NAME + rb"""(?P<quote>["'`])(?P<secret>[^\s"'`,;<>(){}\[\]$\\]{12,512})(?P=quote)""", re.IGNORECASE
)
_BARE = re.compile(_NAME + rb"""\\?["']?(?P<secret>[^\s"'`,;<>(){}\[\]$\\]{12,512})""", re.IGNORECASE)
_HEADER = re.compile(rb"\b(?:Bearer|Basic)[ \t]{1,4}(?P<secret>[\w.~+/-]{16,2048}=*)")
_ADDRESS = re.compile(
    rb"""[a-z+]{2,20}://(?:[^\s/@:"'`<>${}]{0,128}:)?(?P<secret>[^\s/@:"'`<>${}]{6,256})@(?P<host>[\w.-]{1,255})""",
    re.IGNORECASE,
)
# Words of a program or of a text follow its first line as well: of a key the second line is one word.
_PRIVATE_KEY = re.compile(
    rb"""-----BEGIN (?:[A-Z]{2,12} )?PRIVATE KEY-----"""
    rb"""(?P<secret>(?:\s|\\[nr]|["',]){0,16}[A-Za-z0-9+/]{40}(?:\s|\\[nr]|["'+,]|[A-Za-z0-9/=]){0,16384})"""
)
# What a path, a class of a style sheet, a version or an identifier looks like: words, and numbers at their ends.
_WORDS = re.compile(rb"(?:[A-Za-z]+\d{0,4}|\d*)(?:[-_./:@+=~](?:[A-Za-z]+\d{0,4}|\d*))*")
# Addresses, paths and what package managers ask for: a package may be called `jsonwebtoken`.
_NO_KEY = re.compile(
    rb"[a-z][a-z0-9+.-]*://|\.{0,2}/|0x[0-9a-f]{40}\Z|process\.env\b|import\.meta\b|[\w.-]+/[\w.-]+#|"
    rb"(?:github|gitlab|bitbucket|gist|git|npm|file|link|workspace|portal|patch|catalog):",
    re.IGNORECASE,
)
_LEAST_ENTROPY = 2.5


def told_spans(path: str, content: bytes) -> Iterator[Span]:
    """Give where such values begin and end in the file at ``path``; in code only those in quotation marks."""
    if b"\0" in content[:8192]:
        return
    if _MARKS.search(content):
        named = _QUOTED if _CODE.search(path) else _BARE
        yield from (match.span("secret") for match in named.finditer(content) if _is_key(match["secret"]))
    if b"Bearer" in content or b"Basic" in content:
        yield from (match.span("secret") for match in _HEADER.finditer(content) if _is_key(match["secret"]))
    if b"PRIVATE KEY-----" in content:
        yield from (match.span("secret") for match in _PRIVATE_KEY.finditer(content))
    if b"://" in content and b"@" in content:
        for match in _ADDRESS.finditer(content):
            if not is_no_host(match["host"]) and not is_made_up(match["secret"], _LEAST_ENTROPY):
                yield match.span("secret")


def _is_key(value: bytes) -> bool:
    random = looks_random(value.decode("latin-1")) and not _WORDS.fullmatch(value)
    return random and not _NO_KEY.match(value) and not is_made_up(value, _LEAST_ENTROPY)
