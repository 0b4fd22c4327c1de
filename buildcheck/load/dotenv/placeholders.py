"""Values that stand for another one, and secrets that anybody would try first."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"""
    <[^<>]+>                                         # <your key>
    | \[(?:your|the|insert|project|my)[^\[\]]*\]     # [YOUR-PASSWORD]
    | \{\{?[^{}"':,]+\}\}?                           # {{key}}, and no JSON
    | (?:.*(?:\b|_)your|my|the)[-_ ](?:[^\W_]+[-_ ])*(?:key|secret|token|password|id|url|domain|project|name|value|api|
        app|account|bucket|region|email|user|username|host|database|db|here|dsn|string|webhook|client|org|site|store)\b.*
    | .*(?:@|://|\.)example\.(?:com|org|net)(?:[/:].*)?
    | (?:change|replace|fill|insert|put|add|enter|set)[-_ ]?(?:me|this|it|in|your)\b.*
    | .*\b(?:placeholder|to-?do|fixme|dummy)\b.*
    | .*(?:[-_]|\b)x{4,}(?:[-_]|\b).*                # sk_live_xxxx
    | x{3,} | \*{3,} | \.{3,} | .*(?:\.{3}|…)        # xxx, ***, sk_...
    | (?:tbd|foo|bar|example|sample|some[-_ ]?(?:value|secret|key|string))
    | .*[-_](?:goes[-_])?here
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SECRET_NAME = re.compile(
    r"(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|(?:JWT|SIGNING|ENCRYPTION|COOKIE|SESSION)_KEY)$"
)
_GUESSED = re.compile(
    r"(?:my|the|a|super|top|very|dev|test|local|jwt|auth|next-?auth|app|default|[-_ ])*"
    r"(?:secret|password|passw0rd|pass|admin|root|postgres|key|qwerty|letmein|123\d*|abc\d*)"
    r"(?:[-_ ]?(?:key|\d+))?[!.]*\Z",
    re.IGNORECASE,
)
_LONGEST = 300


def is_placeholder(value: str) -> bool:
    """Whether ``value`` plainly stands for one that somebody is to write there."""
    return len(value) <= _LONGEST and _PLACEHOLDER.fullmatch(value) is not None


def is_weak(name: str, value: str) -> bool:
    """Whether ``value`` is a secret, by the name of its variable, that can be guessed."""
    return len(value) <= 60 and _SECRET_NAME.search(name.upper()) is not None and _GUESSED.match(value) is not None
