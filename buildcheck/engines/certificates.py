"""This machine's extra certificate authorities -> one bundle for the sandbox, and the variables that point at it.

Companies inspect TLS with a CA of their own; developers then have it in ``NODE_EXTRA_CA_CERTS``, ``SSL_CERT_FILE`` or a
like variable, and a clean container does not. Certificates are public: they are the one thing of the host that is
passed on without being asked for.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path

from buildcheck.errors import UsageError

VARIABLES = ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO")
"""Where developers name their bundle, in the order in which they are looked at."""

BEGIN = b"-----BEGIN CERTIFICATE-----"
LARGEST = 8 * 1024**2


def bundle(chosen: str | None) -> tuple[bytes, str] | None:
    """Give the certificates (PEM) that the sandbox should trust and where they came from; None when nothing is set.

    ``chosen`` is the file that the user named. The system's own bundle is added, because for programs other than Node
    a bundle replaces what they trust.

    Raises:
        UsageError: the file that the user named can't be read or holds no certificate.
    """
    if chosen is not None:
        return _with_system(_chosen(Path(chosen))), chosen
    for variable in VARIABLES:
        named = os.environ.get(variable)
        if named:
            found = _read(Path(named))
            if found is not None:
                return _with_system(found), variable
    return None


def variables(path: str) -> dict[str, str]:
    """Give the variables that make Node, Bun, git, curl and OpenSSL's users trust the bundle at ``path``."""
    return {
        "NODE_EXTRA_CA_CERTS": path,
        "SSL_CERT_FILE": path,
        "GIT_SSL_CAINFO": path,
        "CURL_CA_BUNDLE": path,
    }


def _chosen(path: Path) -> bytes:
    found = _read(path)
    if found is None:
        raise UsageError(
            f"No certificates could be read from {path}.",
            why="The file is missing, not readable, or not in PEM form.",
            do="Give a PEM file (it contains the line BEGIN CERTIFICATE) to `--ca-file`.",
        )
    return found


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
    except OSError:
        return None
    return content if BEGIN in content else None


def _with_system(extra: bytes) -> bytes:
    default = ssl.get_default_verify_paths().openssl_cafile
    for place in (default, "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"):
        system = _read(Path(place))
        if system is not None:
            return extra if system == extra else extra.rstrip() + b"\n" + system
    return extra
