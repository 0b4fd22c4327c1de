"""Whether a text fulfils what a validation schema says, as far as that can be told without running it.

Stricter than the libraries where these differ: a text that is taken here is taken by zod, valibot, envalid and Joi.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from buildcheck.model.environment import Expectation, ValueType
from buildcheck.synthetic.patterns import matches

NUMBERS: frozenset[ValueType] = frozenset({"number", "integer", "port"})
_SIZELESS: frozenset[ValueType] = frozenset({"boolean", "enum", "json", "date", "list"})
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def accepts(expected: Expectation, text: str) -> bool:
    """Tell whether ``text`` passes. A pattern that can't be tried is taken to be fulfilled."""
    if expected.choices:
        return text in expected.choices
    if expected.type in NUMBERS:
        return _is_number(text, expected)
    return (
        _is_typed(text, expected)
        and text.startswith(expected.starts or "")
        and text.endswith(expected.ends or "")
        and (expected.type in _SIZELESS or _is_sized(text, expected))
        and (expected.pattern is None or matches(expected.pattern, text) is not False)
    )


def _is_number(text: str, expected: Expectation) -> bool:
    try:
        value = float(text)
    except ValueError:
        return False
    whole = expected.type == "number" or value.is_integer()
    port = expected.type != "port" or 0 < value < 65536
    least, most = expected.least, expected.most
    return whole and port and (least is None or value >= least) and (most is None or value <= most)


def _is_sized(text: str, expected: Expectation) -> bool:
    return (expected.least or 0) <= len(text) and (expected.most is None or len(text) <= expected.most)


def _is_typed(text: str, expected: Expectation) -> bool:
    if expected.type == "url":
        return _is_url(text, expected.protocols)
    test = _TESTS.get(expected.type)
    return test is None or test(text)


def _is_url(text: str, protocols: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme and (parts.netloc or parts.path)) and (not protocols or parts.scheme in protocols)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _full(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


_TESTS: dict[ValueType, Callable[[str], bool]] = {
    "boolean": _full("true|false"),
    "email": _full(rf"[a-z0-9.]+@(?:{_LABEL}\.)+[a-z]{{2,}}"),
    "host": _full(rf"(?:{_LABEL}\.)+[a-z]{{2,}}"),
    "uuid": _full(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    "hex": _full(r"[0-9a-f]+"),
    "base64": _full(r"(?:[A-Za-z0-9]{4})+"),
    # The first two parts are JSON objects (RFC 7519): "eyJ" is base64url of '{"'.
    "jwt": _full(r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"),
    "date": _full(r"\d{4}-\d\d-\d\d"),
    "json": _is_json,
}
