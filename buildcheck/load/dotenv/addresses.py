"""Whether an address of a value leads anywhere outside the machine, or the network, that it was written on."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

_LOCAL = re.compile(r"(?:localhost|.+\.localhost|host\.docker\.internal|127(?:\.\d{1,3}){3}|0\.0\.0\.0|\[?::1?\]?)\Z")
_PRIVATE_NAME = re.compile(r"[^.]+\Z|.+\.(?:local|internal|lan|home|corp|intranet|home\.arpa)\Z")
_HOST_AND_PORT = re.compile(r"(localhost|(?:\d{1,3}\.){3}\d{1,3})(?::\d{1,5})?(?:/|\Z)")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def protocol_of(value: str) -> str | None:
    """Give the protocol of a URL, without the colon and in lower case; ``None`` for what is none."""
    match = _URL.match(value)
    return match[1].lower() if match is not None else None


def host_of(value: str) -> str | None:
    """Give the host of a URL or of ``host:port`` where the host is plainly one; ``None`` where there is none."""
    if _URL.match(value):
        try:
            # Lists of hosts (MongoDB, Redis) are one as long as one is: the first stands for all.
            return (urlsplit(value).hostname or "").split(",")[0] or None
        except ValueError:
            return None
    match = _HOST_AND_PORT.match(value)
    return match[1] if match is not None else None


def reach(host: str) -> str | None:
    """Give ``localhost`` or ``private-address`` for a host that only its own machine or network reaches."""
    if _LOCAL.match(host):
        return "localhost"
    try:
        private = ip_address(host).is_private
    except ValueError:
        private = _PRIVATE_NAME.match(host) is not None
    return "private-address" if private else None
