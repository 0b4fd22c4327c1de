"""The text of a value -> what it says of Supabase: whose key it is, and to which project it belongs.

Sources: Supabase, "Understanding API keys" (claims ``role`` and ``ref`` of the keys that are tokens;
``sb_publishable_`` and ``sb_secret_`` of those that are not); a project answers at ``<ref>.supabase.co``.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

_ADDRESS = re.compile(r"https://([a-z0-9]{20})\.supabase\.co(?:[/:?#]|\Z)")
_TOKEN = re.compile(r"eyJ[\w-]{5,2000}\.(eyJ[\w-]{5,4000})\.[\w-]*\Z")
_ROLES = {"anon": "anon-key", "service_role": "service-key"}
_STARTS = {"sb_publishable_": "anon-key", "sb_secret_": "service-key"}


def role_of(value: str) -> str | None:
    """Give the trait that says with whose rights a key acts: ``anon-key`` or ``service-key``; ``None`` for any other
    value."""
    known = next((trait for start, trait in _STARTS.items() if value.startswith(start)), None)
    return known or _ROLES.get(_claim(value, "role") or "")


def project_of_address(value: str) -> str | None:
    """Give the id of the project that answers at an address; ``None`` for a domain of one's own."""
    match = _ADDRESS.match(value)
    return match[1] if match is not None else None


def project_of_key(value: str) -> str | None:
    """Give the id of the project that a key was made for, where the key says so."""
    return _claim(value, "ref") if role_of(value) is not None else None


def _claim(value: str, name: str) -> str | None:
    match = _TOKEN.match(value)
    if match is None:
        return None
    part = match[1].encode()
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    found = claims.get(name) if isinstance(claims, dict) else None
    return found if isinstance(found, str) else None
