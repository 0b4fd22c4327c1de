"""A parsed file -> settings of sign-in that are written out as addresses: where a provider sends people back to, and
the domain that a cookie is for. Only what names a developer's machine or has no TLS is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.guards import is_chosen
from buildcheck.javascript.nodes import field, named, string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.values import Reader
from buildcheck.model.module import SignInAddress
from buildcheck.model.syntax import Known

_HINTS = (b"http://", b"localhost", b"127.0.0.1")
_PAIRS = "(pair key: (_) @key)"
_ATTRIBUTES = "(jsx_attribute (property_identifier) @attribute)"
_RETURNS = re.compile(
    r"(?:(?:error|newUser|signIn|signUp|signOut|default)?callback_?ur[li]|email_?redirect_?to|redirect_?(?:to|ur[li])"
    r"|redirectProxyUrl|post_?logout_?redirect_?ur[li]|return_?to|after_?sign_?(?:in|up|out)_?url"
    r"|sign_?(?:in|up)_?(?:fallback|force)_?redirect_?url)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"http://[^\s]|https://(?:localhost|127\.0\.0\.1)(?:[:/]|\Z)")
_COOKIE = frozenset({"httpOnly", "sameSite", "secure", "path", "maxAge", "expires"})
_BUDGET = 40
_LONGEST = 200


def sign_in_addresses_of(scan: Scan, reader: Reader) -> tuple[SignInAddress, ...]:
    """Give them in the order of the text. What a condition about the place of running chooses is left out, and so is
    all that is not certain."""
    if not any(each in scan.text for each in _HINTS):
        return ()
    found = [each for key, value in _settings(scan) for each in _read(scan, reader, key, value)]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


def _settings(scan: Scan) -> Iterator[tuple[str, Node]]:
    for key in scan.search(_PAIRS, "key"):
        value = field(key.parent, "value")
        if value is not None:
            yield string_of(key) or text_of(key), value
    for name in scan.search(_ATTRIBUTES, "attribute") if scan.language != "typescript" else ():
        given = list(named(name.parent)) if name.parent is not None else []
        inner = next(named(given[1]), None) if len(given) > 1 and given[1].type == "jsx_expression" else None
        if len(given) > 1:
            yield text_of(name), inner or given[1]


def _read(scan: Scan, reader: Reader, key: str, value: Node) -> Iterator[SignInAddress]:
    cookie = key == "domain" and _is_cookie(value)
    if not cookie and _RETURNS.fullmatch(key) is None:
        return
    reader.renew(_BUDGET)
    known = reader.value(value, reader.top)
    text = known.value if isinstance(known, Known) and isinstance(known.value, str) else ""
    wanted = text in ("localhost", ".localhost", "127.0.0.1") if cookie else _PLAIN.match(text) is not None
    if wanted and not is_chosen(scan, value):
        yield SignInAddress(name=key, address=text[:_LONGEST], **scan.place(value))


def _is_cookie(value: Node) -> bool:
    """Whether the settings beside ``domain`` are those of a cookie."""
    table = value.parent.parent if value.parent is not None else None
    keys = {text_of(field(each, "key") or each) for each in named(table)} if table is not None else set()
    return not keys.isdisjoint(_COOKIE)
