"""Which settings hold credentials. Their values are never taken out of the file."""

from __future__ import annotations

import re

# npm: _auth, _authToken, _password, username, cert, key, certfile, keyfile, otp (npm's own manual, npmrc);
# Yarn 2+: npmAuthToken, npmAuthIdent, httpsKeyFilePath…; Bun: token, username, password.
_SECRET_NAME = re.compile(
    r"^_?(?:auth|.*auth[-_]?token|.*auth[-_]?ident|.*password|.*passwd|.*secret|.*token|user(?:name)?|cert|key|otp|email|"
    r"(?:certfile|keyfile)|https?(?:Key|Cert)FilePath|.*api[-_]?key|.*credentials?)$",
    re.IGNORECASE,
)
_USER_IN_URL = re.compile(r"(?<=://)[^/\s@]*@")


def is_secret(key: str) -> bool:
    """Tell whether the last part of a setting's name (``//host/:_authToken``, ``npmScopes.a.npmAuthToken``) is that of
    a credential."""
    return _SECRET_NAME.match(re.split(r"[.:]", key)[-1]) is not None


def without_user(value: str) -> str:
    """Give ``value`` without the user and password of any URL in it."""
    return _USER_IN_URL.sub("", value)
