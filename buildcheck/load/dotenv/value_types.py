"""The text of a value -> what it is, as far as its form tells."""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections import Counter

from buildcheck.load.dotenv.addresses import host_of, protocol_of
from buildcheck.model.environment import ValueType

_FORMS: tuple[tuple[ValueType, re.Pattern[str]], ...] = (
    ("pem", re.compile(r"-----BEGIN [A-Z0-9 ]+-----")),
    ("jwt", re.compile(r"eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*\Z")),
    ("uuid", re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")),
    ("boolean", re.compile(r"(?:true|false|yes|no|on|off)\Z", re.IGNORECASE)),
    ("integer", re.compile(r"[+-]?\d{1,15}\Z")),
    ("number", re.compile(r"[+-]?\d{1,15}\.\d{1,15}\Z")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\Z")),
    ("email", re.compile(r"[^@\s<>,]+@[^@\s<>,]+\.[A-Za-z]{2,}\Z")),
    ("hex", re.compile(r"(?:[0-9a-f]{16,}|[0-9A-F]{16,})\Z")),
    ("path", re.compile(r"(?:\.{0,2}/|~/)[^\s]*\Z")),
    ("host", re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d{1,5})?\Z")),
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}\Z")
_RANDOM = re.compile(r"[\w!#$%&()*+,./:;=?@^{|}~-]{16,}\Z")


def type_of(name: str, value: str) -> ValueType:
    """Give what ``value`` is; ``string`` where its form says nothing."""
    if protocol_of(value) is not None:
        return "url"
    for kind, pattern in _FORMS:
        if pattern.match(value):
            return "port" if kind == "integer" and name.upper().endswith("PORT") else kind
    if host_of(value) is not None:
        return "host"
    if value[:1] in ("{", "[") and _is_json(value):
        return "json"
    if _BASE64.match(value) and len(value) % 4 == 0 and _is_base64(value) and entropy(value) > 3.5:
        return "base64"
    if "," in value and all(part.strip() for part in value.split(",")) and " " not in value.replace(", ", ","):
        return "list"
    return "secret" if _RANDOM.match(value) and re.search(r"\d", value) and entropy(value) > 3.5 else "string"


def entropy(text: str) -> float:
    """Give Shannon's entropy of ``text``, in bits for each character."""
    counts = Counter(text)
    return -sum(each / len(text) * math.log2(each / len(text)) for each in counts.values())


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def _is_base64(value: str) -> bool:
    try:
        base64.b64decode(value, validate=True)
    except binascii.Error:
        return False
    return True
