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
    if variable is not None and variable.sensitivity == "secret":
        return "exposed", variable.relied_on or "it is a secret"
    if value.type in ("pem", "secret") and not (variable is not None and variable.public):
        return "exposed", f"its value is of a secret's kind ({value.type})"
    if variable is not None and variable.sensitivity == "public":
        return "public", variable.relied_on or "it is made to be public"
    if variable is not None and variable.public:
        return "public", "its name has a public prefix, and nothing says that it is a secret"
    if variable is not None and variable.platform is not None:
        return "public", f"it is set by {variable.platform}, and is no secret"
    if value.type in _HARMLESS:
        return "public", f"its value is of a harmless kind ({value.type})"
    if _OF_THE_SERVER.search(value.name):
        return "doubtful", "its name says that it is the server's own"
    if road in _UNSEEN:
        return "doubtful", "it is not meant to be read there, and nothing says that it is harmless"
    return "public", "nothing says that it is a secret, and it is shown or handed on by name"
