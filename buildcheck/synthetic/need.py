"""`Variable` -> `Need`: what its value must be, and what that was taken from.

In this order: the project's validation schema, the service that the name belongs to, the shape of the value in an
example file, the name. A schema that says no more than "text" leaves the word to the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from buildcheck.model.environment import Expectation, Shape, ValueType, Variable
from buildcheck.services import find, without_prefix

_OPEN: frozenset[ValueType] = frozenset({"string", "secret"})

_NAMES: tuple[tuple[str, ValueType], ...] = (
    (r"(^|_)(PRIVATE_KEY|PEM|CERTIFICATE|CERT)$", "pem"),
    (r"(^|_)(JSON|CREDENTIALS|SERVICE_ACCOUNT|SERVICE_ACCOUNT_KEY)$", "json"),
    (r"(^|_)(URLS|ORIGINS|DOMAINS|HOSTS|EMAILS|LIST|ALLOWLIST|WHITELIST|ADMINS)$", "list"),
    (r"(^|_)(URL|URI|ENDPOINT|ORIGIN|DSN|WEBHOOK|CONNECTION_STRING|API_BASE|BASE_PATH_URL)$", "url"),
    (r"(^|_)(HOST|HOSTNAME|DOMAIN|SERVER)$", "host"),
    (r"(^|_)PORT$", "port"),
    (r"(^|_)(EMAIL|MAIL|FROM_ADDRESS|MAIL_FROM|EMAIL_FROM|EMAIL_TO|REPLY_TO)$", "email"),
    (r"(^|_)(TIMEOUT|LIMIT|MAX|MIN|SIZE|COUNT|TTL|SECONDS|MINUTES|HOURS|DAYS|MS|INTERVAL|RETRIES|LENGTH)$", "integer"),
    (r"(^|_)(KEY|SECRET|TOKEN|PASSWORD|PASSWD|PASS|SALT|PEPPER)$", "secret"),
    (r"(^|_)UUID$", "uuid"),
)
_PROTOCOLS = (
    (r"MONGO", "mongodb"),
    (r"REDIS|(^|_)KV_URL", "redis"),
    (r"MYSQL|PLANETSCALE", "mysql"),
    (r"POSTGRES|(^|_)PG|DATABASE_URL|(^|_)DB_URL|DIRECT_URL|NEON", "postgresql"),
    (r"AMQP|RABBIT", "amqp"),
    (r"SMTP|EMAIL_SERVER", "smtp"),
    (r"(^|_)(WS|WSS|WEBSOCKET)_", "wss"),
)
_FLAG = re.compile(
    r"^(IS|HAS|ENABLE|DISABLE|USE|SKIP|ALLOW|SHOW|HIDE|FORCE|NO)_|_(ENABLED|DISABLED|FLAG|ONLY)$|^(DEBUG|ANALYZE|VERBOSE|"
    r"MAINTENANCE|MAINTENANCE_MODE|STANDALONE|PROFILE|CI|DOCKER)$|(^|_)(DEBUG|VERBOSE|ANALYZE)$"
)


@dataclass(frozen=True, slots=True)
class Need:
    """What a value must be. ``template`` makes it, where a service says so."""

    type: ValueType
    reason: str
    expectation: Expectation | None = None
    template: str | None = None
    protocol: str | None = None


def need_of(variable: Variable) -> Need | None:
    """Give what a value of ``variable`` must be; ``None`` where it is better left unset: a switch that nothing demands
    would change what is built."""
    expected = _expectation(variable)
    bare = without_prefix(variable.name)
    protocol = next((value for pattern, value in _PROTOCOLS if re.search(pattern, bare)), None)
    if expected is not None and (expected.type not in _OPEN or _is_narrow(expected)):
        said = f"{expected.by} at {expected.at}"
        return Need(expected.type, said, expected, protocol=protocol)
    known = find(variable.name)
    if known is not None:
        service, known_variable = known
        return Need(
            known_variable.type, f"a variable of {service.title}", expected, known_variable.template, protocol=protocol
        )
    shape = _shape(variable)
    if shape is not None and shape.type not in _OPEN:
        return Need(shape.type, "the example that the project gives", expected, protocol=shape.protocol or protocol)
    if expected is None and _FLAG.search(bare):
        return None
    by_name = next((kind for pattern, kind in _NAMES if re.search(pattern, bare)), None)
    return Need(by_name or "string", "its name" if by_name else "nothing says more", expected, protocol=protocol)


def _expectation(variable: Variable) -> Expectation | None:
    """Give the narrowest demand: the one that says most of what the value is."""
    ranked = sorted(variable.expectations, key=lambda each: (each.type in _OPEN, not _is_narrow(each)))
    return ranked[0] if ranked else None


def _is_narrow(expected: Expectation) -> bool:
    return bool(expected.starts or expected.ends or expected.pattern or expected.choices)


def _shape(variable: Variable) -> Shape | None:
    shapes = [each.shape for each in variable.declarations if each.shape is not None]
    return next((each for each in shapes if "empty" not in each.traits), None)
