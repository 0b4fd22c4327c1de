"""The name of a variable -> whether its value is a secret, and what that was taken from.

The rules are about names alone, and only where the name is plain; what a service says of its variables goes first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from buildcheck.model.environment import Sensitivity
from buildcheck.model.project import Project
from buildcheck.survey.environment.prefixes import EVERY_PREFIX

_SECRET = re.compile(
    r"(?:^|_)(?:SECRET|SECRETS|PASSWORD|PASSWD|PWD|PASSPHRASE|PRIVATE_?KEY|SERVICE_ROLE(?:_KEY)?|SECRET_?KEY"
    r"|CLIENT_?SECRET"
    r"|ACCESS_TOKEN|AUTH_TOKEN|REFRESH_TOKEN|BOT_TOKEN|API_TOKEN|SIGNING_KEY|ENCRYPTION_KEY|MASTER_KEY|ADMIN_KEY"
    r"|SERVICE_ACCOUNT(?:_KEY|_JSON)?|CREDENTIALS|DATABASE_URL|SALT|PEPPER)(?:_|$)|(?:^|_)TOKEN$"
)
_PUBLIC = re.compile(
    r"(?:^|_)(?:PUBLISHABLE(?:_KEY)?|ANON_KEY|SITE_KEY|SITEKEY|PUBLIC_KEY|MEASUREMENT_ID|GA_ID|GTM_ID|PIXEL_ID"
    r"|SITE_URL|BASE_URL|APP_URL|APP_NAME|SITE_NAME|FEATURE_\w+|ENABLE_\w+|LOG_LEVEL)$"
)


class Known(NamedTuple):
    """What is known about a variable by its name. ``service`` is the id of the service that it belongs to."""

    sensitivity: Sensitivity
    relied_on: str | None = None
    service: str | None = None


class Sensitivities:
    """Answers for one project."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def of(self, name: str) -> Known:
        """Say what the name of the variable tells."""
        return by_shape(name)


def by_shape(name: str) -> Known:
    """Say what a name tells that no service knows."""
    bare = without_prefix(name).upper()
    secret = _SECRET.search(bare)
    if secret is not None:
        return Known("secret", f"its name says `{secret[0].strip('_')}`")
    public = _PUBLIC.search(bare)
    if public is not None:
        return Known("public", f"its name says `{public[0].strip('_')}`")
    return Known("unknown")


def without_prefix(name: str) -> str:
    """Give ``name`` without the prefix that puts it into a browser's code."""
    return next((name.removeprefix(each) for each in EVERY_PREFIX if name.startswith(each)), name)
