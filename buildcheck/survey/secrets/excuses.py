"""Why something that has the shape of a secret is none: it stands for one, it is made for tests, everybody knows it."""

from __future__ import annotations

import math
import re
from collections import Counter

_WORDS = re.compile(
    rb"example|placeholder|your|dummy|fake|sample|redacted|changeme|replace|xxxx|secret|password|insert|not-?real|"
    rb"0123456789|123456789|abcdefgh|qwerty|deadbeef|(?:^|[-_])(?:test|mock|here|foo|bar)(?:[-_]|$)|(.)\1{5}",
    re.IGNORECASE,
)
_TEST_PATH = re.compile(
    r"(?:^|/)(?:tests?|__tests__|__mocks__|mocks?|fixtures?|e2e|cypress|playwright|specs?|testdata|snapshots)/|"
    r"\.(?:test|spec|stories|mock|fixture)\.[\w.]+$",
    re.IGNORECASE,
)
_LOCAL_KEY = re.compile(
    r"(?:^|/)\.?(?:certs?|certificates?|ssl|tls|https|dev|local)/|"
    r"(?:localhost|local|dev|self-?signed|snakeoil|mkcert|example|test)[^/]*$",
    re.IGNORECASE,
)
_NO_HOST = re.compile(
    rb"(?:.*\.)?(?:example|local|localhost|test|invalid|internal)(?:\.\w+)?|(?:\d+\.){3}\d+|.*\bhost\b.*"
)


def is_made_up(secret: bytes, entropy: float) -> bool:
    """Whether ``secret`` is too regular for a random text, or says itself that it is none."""
    return entropy_of(secret) < entropy or _WORDS.search(secret) is not None


def is_for_tests(path: str) -> bool:
    """Whether the file at ``path`` is plainly there for tests."""
    return _TEST_PATH.search(path) is not None


def is_local_key(path: str) -> bool:
    """Whether a private key in ``path`` may well be that of a certificate for a developer's own machine, by the names
    of the file and its folder."""
    return _LOCAL_KEY.search(path) is not None


def is_no_host(host: bytes) -> bool:
    """Whether a database at ``host`` is nobody's but the developer's."""
    return _NO_HOST.fullmatch(host.lower()) is not None


def entropy_of(text: bytes) -> float:
    """Give Shannon's entropy, in bits for each byte."""
    counts = Counter(text)
    return -sum(each / len(text) * math.log2(each / len(text)) for each in counts.values())
