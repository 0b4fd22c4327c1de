"""Validators for texts of one written form -> a regular expression whose texts all of these libraries take.

Zod 3.25.76 (`types.cjs`) and 4 (`v4/core/regexes.cjs`), valibot 1 (`regex.ts`), Joi 18 and yup. The expressions are
narrower than the forms are: what they match is valid in each version, and addresses are those that documents may use
(RFC 5737, RFC 3849), which belong to nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.javascript.reading import Expression
from buildcheck.javascript.schemas.field import Arguments, Draft
from buildcheck.model.environment import ValueType

_DAY = r"20[3-9]\d-0[1-9]-0[1-9]"
_MINUTE = r"0\d:[0-5]\d"
_SECOND = rf"{_MINUTE}:[0-5]\d"
_UUID = r"[0-9a-f]{{8}}-0000-{}000-8000-[0-9a-f]{{12}}"
_MOST_DIGITS = 9
_TIMES = frozenset({"datetime", "time"})

FORMATS: Mapping[str, str] = {
    "datetime": rf"^{_DAY}T{_SECOND}Z$",
    "isoTimestamp": rf"^{_DAY}T{_SECOND}Z$",
    "isoDateTime": rf"^{_DAY}T{_MINUTE}$",
    "time": rf"^{_SECOND}$",
    "isoTime": rf"^{_MINUTE}$",
    "isoTimeSecond": rf"^{_SECOND}$",
    "duration": r"^P[1-9]DT[1-9]H$",
    "isoDuration": r"^P[1-9]DT[1-9]H$",
    "ip": r"^192\.0\.2\.[1-9]\d$",
    "ipv4": r"^192\.0\.2\.[1-9]\d$",
    "ipv6": r"^2001:db8::[1-9a-f][0-9a-f]{3}$",
    "cidr": r"^192\.0\.2\.[1-9]\d/32$",
    "cidrv4": r"^192\.0\.2\.[1-9]\d/32$",
    "cidrv6": r"^2001:db8::[1-9a-f][0-9a-f]{3}/128$",
    "cuid": r"^c[a-z0-9]{24}$",
    "cuid2": r"^[a-z][a-z0-9]{23}$",
    "ulid": r"^0[0-9a-f]{25}$",
    "nanoid": r"^[A-Za-z0-9_-]{21}$",
    "xid": r"^[0-9a-f]{20}$",
    "ksuid": r"^[A-Za-z0-9]{27}$",
    "e164": r"^\+1555\d{7}$",
    "uuidv6": f"^{_UUID.format(6)}$",
    "uuidv7": f"^{_UUID.format(7)}$",
}
"""The expression of each validator, by the name that it has in the libraries."""

_TYPES: Mapping[str, ValueType] = {"uuidv6": "uuid", "uuidv7": "uuid"}


def formatted(draft: Draft, name: str, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    """Say that a key has the form which ``name`` stands for, with as many decimals of a second as are ``given``."""
    draft.type = _TYPES.get(name, "string")
    draft.pattern = FORMATS[name]
    digits = read.precision(given) if name in _TIMES else None
    if digits is None:
        return
    if 0 < digits <= _MOST_DIGITS:
        seconds = rf"{_SECOND}\.\d{{{int(digits)}}}"
        draft.pattern = draft.pattern.replace(_SECOND, seconds)
    elif digits < 0:
        # Zod 4: `precision: -1` is up to the minute.
        draft.pattern = draft.pattern.replace(_SECOND, _MINUTE)
