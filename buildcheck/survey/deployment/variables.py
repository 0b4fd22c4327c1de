"""Which variables' values are taken out of deployment files: names alone tell the rest, and values may be secrets."""

from __future__ import annotations

import re

_KEPT = re.compile(
    r"NODE_ENV|NODE_VERSION|NPM_FLAGS|PNPM_FLAGS|YARN_PRODUCTION|NPM_CONFIG_(?:PRODUCTION|OMIT|INCLUDE|ONLY)|CI|PORT|"
    r"HOST|HOSTNAME|NEXT_PRIVATE_STANDALONE|BASE_PATH|NEXT_PUBLIC_BASE_PATH",
    re.IGNORECASE,
)


def keeps_value(name: str) -> bool:
    """Whether the value of the variable ``name`` decides how an app is installed, built or served, and is no secret."""
    return _KEPT.fullmatch(name) is not None
