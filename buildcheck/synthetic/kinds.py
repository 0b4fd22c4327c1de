"""`Need` -> a value that fulfils it, with the canary that it carries."""

from __future__ import annotations

from buildcheck.model.environment import Expectation, ValueType
from buildcheck.synthetic.canary import canary, padding
from buildcheck.synthetic.need import Need
from buildcheck.synthetic.patterns import matching
from buildcheck.synthetic.templates import fill

SECRET_LENGTH = 40
"""Longer than the 32 characters that session libraries ask of a secret (iron-session, Auth.js), and no key's length."""
SMALL = 10
"""A number where nothing says more: large enough for a limit, small enough for a loop."""

_TEMPLATES: dict[ValueType, str] = {
    "string": "<canary>",
    "secret": f"<fill:{SECRET_LENGTH}>",
    "host": "<canary>.example",
    "email": "<canary>@<canary>.example",
    "json": '{"value":"<canary>"}',
    "uuid": "<hex:8>-0000-4000-8000-<canary>",
    "jwt": '<base64url:{"alg":"HS256","typ":"JWT"}>.<base64url:{"sub":"<canary>","exp":4102444800}>.<fill:43>',
    "pem": "<pem>",
    "base64": "<base64:<fill:32>>",
    "hex": "<fill:64>",
    "date": "2030-01-01",
    "list": "<canary>",
    "path": "./<canary>",
}
_PORTS = {"postgresql": 5432, "postgres": 5432, "mysql": 3306, "mongodb": 27017, "redis": 6379, "rediss": 6379}
_SPOKEN_BY_BROWSERS = ("https", "http", "wss", "ws")
_TEXTS = frozenset({"string", "secret", "hex", "path", "list", "base64"})


def make(need: Need, name: str, seed: str) -> tuple[str, str | None]:
    """Give the value, and its canary where it carries one as a whole or encoded."""
    value = _value(need, name, seed)
    mark = canary(name, seed)
    carries = mark in value or (need.type in ("base64", "jwt") or "<base64" in (need.template or ""))
    return value, mark if carries else None


def _value(need: Need, name: str, seed: str) -> str:
    expected = need.expectation
    if expected is not None and expected.choices:
        return "production" if "production" in expected.choices else expected.choices[0]
    match need.type:
        case "number" | "integer" | "port":
            return _number(3000 if need.type == "port" else SMALL, expected)
        case "boolean":
            return "false"
        case "enum":
            return "production"
    if expected is not None and expected.pattern:
        found = matching(expected.pattern, name, seed)
        if found is not None:
            return found
    text = fill(need.template, name, seed) if need.template else _text(need, name, seed)
    return text if expected is None else _fitted(text, expected, name, seed)


def _text(need: Need, name: str, seed: str) -> str:
    return fill(_address(need) if need.type == "url" else _TEMPLATES[need.type], name, seed)


def _address(need: Need) -> str:
    """Give the template of a URL. A reserved name (RFC 2606) can't be anybody's server."""
    allowed = need.expectation.protocols if need.expectation is not None else ()
    protocol = next(each for each in (need.protocol, "https", *allowed) if each and (not allowed or each in allowed))
    if protocol in _SPOKEN_BY_BROWSERS:
        return f"{protocol}://<canary>.example"
    port = f":{_PORTS[protocol]}" if protocol in _PORTS else ""
    return f"{protocol}://<canary>:<canary>@<canary>.example{port}/" + ("0" if "redis" in protocol else "<canary>")


def _number(wanted: int, expected: Expectation | None) -> str:
    least = expected.least if expected is not None else None
    most = expected.most if expected is not None else None
    number = max(wanted, least) if least is not None else wanted
    number = min(number, most) if most is not None else number
    return str(int(number) if number == int(number) else number)


def _fitted(text: str, expected: Expectation, name: str, seed: str) -> str:
    """Give ``text`` with the fixed ends and the length that a schema asks for."""
    starts, ends = expected.starts or "", expected.ends or ""
    body = text if text.startswith(starts) else starts + text
    body = body if body.endswith(ends) else body + ends
    if expected.type not in _TEXTS:
        return body
    least, most = int(expected.least or 0), int(expected.most) if expected.most is not None else None
    if len(body) < least:
        body = body.removesuffix(ends) + padding(name, seed, least - len(body)) + ends
    if most is not None and len(body) > most:
        body = body.removesuffix(ends)[: max(0, most - len(ends))] + ends
    return body
