"""Templates of synthetic values: text with fields in angle brackets, used in ``services/*.yaml`` and the tables here.

``<canary>`` the variable's canary; ``<fill:N>`` the canary and more hexadecimal digits, ``N`` characters in all;
``<number:N>`` the canary as a number of ``N`` digits; ``<hex:N>`` and ``<digits:N>`` digits without it;
``<base64:TEXT>`` and ``<base64url:TEXT>`` the filled TEXT encoded, the latter without padding; ``<json:TEXT>`` TEXT as
JSON writes it inside quotes; ``<pem>`` a private key. Fields may stand in the TEXT of another.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode, urlsafe_b64encode

from buildcheck.synthetic.canary import canary, number, padding
from buildcheck.synthetic.pem import private_key

_INNERMOST = re.compile(r"<(canary|pem|fill|number|hex|digits|base64url|base64|json)(?::([^<>]*))?>", re.DOTALL)


def fill(template: str, name: str, seed: str) -> str:
    """Give the text for the variable ``name``. Always the same for the same arguments."""
    text, before = template, None
    while text != before:
        before = text
        text = _INNERMOST.sub(lambda match: _field(match[1], match[2] or "", name, seed), text)
    return text


def _field(kind: str, text: str, name: str, seed: str) -> str:
    mark = canary(name, seed)
    match kind:
        case "canary":
            return mark
        case "pem":
            return private_key(mark)
        case "fill":
            return (mark + padding(name, seed, int(text)))[: int(text)]
        case "number":
            return number(name, seed, int(text))
        case "hex":
            return padding(name, seed, int(text))
        case "digits":
            return str(int(padding(name, seed, int(text)), 16)).zfill(int(text))[-int(text) :]
        case "base64":
            return b64encode(text.encode()).decode()
        case "base64url":
            return urlsafe_b64encode(text.encode()).decode().rstrip("=")
        case _:
            return json.dumps(text)[1:-1]
