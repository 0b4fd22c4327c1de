"""A variable whose value is in the browser's reach -> whether that is a mistake, and what this was taken from.

A secret and a decoy never belong there. What its name or its service calls public does. Between the two, a value was
most likely put there on purpose: a name in a title, an address in a link, what ``env`` of the configuration lists. Only
where nobody looks (a source map, a comment of generated code) or where its name says that it is the server's own is it
worth a warning.
"""

from __future__ import annotations

import re

from buildcheck.model.environment import LeakVerdict, Road, Variable
from buildcheck.model.synthetic import SyntheticValue

_OF_THE_SERVER = re.compile(
    r"(?:^|_)(?:INTERNAL|PRIVATE|ADMIN|DB|DATABASE|REDIS|MONGO|MONGODB|POSTGRES|PG|MYSQL|SMTP|LDAP|VAULT)(?:_|$)"
)
_UNSEEN: frozenset[Road] = frozenset({"source-map", "environment-dump"})
_HARMLESS = frozenset({"boolean", "enum", "port"})


def verdict_of(variable: Variable | None, value: SyntheticValue, road: Road) -> tuple[LeakVerdict, str]:
    """Give the verdict and what it relied on, in words."""
    if value.decoy:
        return "exposed", "nothing of the project mentions it: it was set to see who hands on the whole environment"
    known = _known(variable) if variable is not None else None
    if known is not None:
        return known
    if value.type == "pem":
        return "exposed", "its value is a private key"
    if value.type in _HARMLESS:
        return "public", f"its value is of a harmless kind ({value.type})"
    return _doubted(value, road) or ("public", "nothing says that it is a secret, and it is shown or handed on by name")


def _known(variable: Variable) -> tuple[LeakVerdict, str] | None:
    """Say what its service or its name tells."""
    if variable.sensitivity == "secret":
        return "exposed", variable.relied_on or "it is a secret"
    if variable.sensitivity == "public":
        return "public", variable.relied_on or "it is made to be public"
    if variable.public:
        return "public", "its name has a public prefix, and nothing says that it is a secret"
    if variable.platform is not None:
        return "public", f"it is set by {variable.platform}, and is no secret"
    return None


def _doubted(value: SyntheticValue, road: Road) -> tuple[LeakVerdict, str] | None:
    if _OF_THE_SERVER.search(value.name):
        return "doubtful", "its name says that it is the server's own"
    if value.type == "secret":
        return "doubtful", "its name is that of a key, and nothing says that this one is made for browsers"
    if road in _UNSEEN:
        return "doubtful", "it is not meant to be read there, and nothing says that it is harmless"
    return None
