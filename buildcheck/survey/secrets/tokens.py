"""JSON web tokens in a text -> those whose claims say that they are a service's key with all rights."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator

MARK = b"eyJ"
_TOKEN = re.compile(rb"\beyJ[\w-]{10,2000}\.(eyJ[\w-]{10,4000})\.[\w-]{20,1000}")


def service_role_tokens(content: bytes) -> Iterator[tuple[int, int]]:
    """Give where tokens begin and end that have the role ``service_role``: Supabase's
    key that passes by all of its rules.

    The one of the local stack (issuer ``supabase-demo``) is the same for everybody and no secret.
    """
    for match in _TOKEN.finditer(content):
        claims = _claims(match[1])
        if claims.get("role") == "service_role" and claims.get("iss") != "supabase-demo":
            yield match.span()


def _claims(part: bytes) -> dict[str, object]:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
