"""The name of a variable -> whether its value is a secret, and what that was taken from.

The rules are about names alone, and only where the name is plain; what a service says of its variables goes first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from buildcheck.model.environment import Sensitivity
from buildcheck.services import find, without_prefix

_SECRET = re.compile(
    r"(?:^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PWD|PASSPHRASE|PRIVATE_?KEY|SERVICE_ROLE(?:_KEY)?|SECRET_?KEY|CLIENT_?SECRET"
    r"|TOKEN|SIGNING_KEY|ENCRYPTION_KEY|MASTER_KEY|ADMIN_KEY|SERVICE_ACCOUNT(?:_KEY|_JSON)?|CREDENTIALS|DATABASE_URL|SALT"
    r"|PEPPER)(?:_(?:LIVE|TEST|PROD|PRODUCTION|DEV|DEVELOPMENT|STAGING|PREVIEW|BASE64|B64|JSON|OLD|NEW|V?\d+))?$"
)
_PRIVATE_TOKEN = re.compile(r"(?:^|_)(?:AUTH|REFRESH|BOT|API|ADMIN|WRITE|SECRET)_TOKEN")
_PUBLIC = re.compile(
    r"(?:^|_)(?:PUBLISHABLE(?:_KEY)?|ANON_KEY|SITE_KEY|SITEKEY|PUBLIC_KEY|MEASUREMENT_ID|GA_ID|GTM_ID|PIXEL_ID"
    r"|SITE_URL|BASE_URL|APP_URL|APP_NAME|SITE_NAME|FEATURE_\w+|ENABLE_\w+|LOG_LEVEL)$"
)


class Known(NamedTuple):
    """What is known about a variable by its name. ``service`` is the id of the service that it belongs to."""

    sensitivity: Sensitivity
    relied_on: str | None = None
    service: str | None = None


def known_of(name: str) -> Known:
    """Say what the services say of the variable ``name``, else what the name itself tells."""
    found = find(name)
    if found is None:
        return by_shape(name)
    service, variable = found
    sensitivity: Sensitivity = "public" if variable.kind == "plain" else variable.kind
    reason = f"{service.title}: {variable.reason}" if variable.reason else f"it belongs to {service.title}"
    return Known(sensitivity, reason, service.id)


def by_shape(name: str) -> Known:
    """Say what a name tells that no service knows."""
    bare = without_prefix(name).upper()
    secret = _SECRET.search(bare)
    # Behind a public prefix a token is as often one that was made for browsers (analytics, maps, error reports).
    if secret is not None and not (secret[1] == "TOKEN" and bare != name.upper() and not _PRIVATE_TOKEN.search(bare)):
        return Known("secret", f"its name says `{secret[1]}`")
    public = _PUBLIC.search(bare)
    if public is not None:
        return Known("public", f"its name says `{public[0].strip('_')}`")
    return Known("unknown")
