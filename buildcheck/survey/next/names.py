"""Names of files and folders in the app router -> segments and addresses (shared/lib/router/utils/app-paths.ts)."""

from __future__ import annotations

from collections.abc import Iterable

MARKERS = ("(..)(..)", "(.)", "(..)", "(...)")
"""How the name of an intercepting folder begins, in the order in which Next tries them."""


def is_group(segment: str) -> bool:
    """Whether the folder is a route group: ``(shop)``."""
    return segment.startswith("(") and segment.endswith(")")


def is_slot(segment: str) -> bool:
    """Whether the folder is a parallel slot: ``@modal``."""
    return segment.startswith("@")


def is_dynamic(segment: str) -> bool:
    """Whether the segment stands for any text: ``[id]``, ``[...path]``."""
    return segment.startswith("[") and segment.endswith("]")


def marker(segment: str) -> str | None:
    """Give the marker that makes a folder intercept another address."""
    return next((each for each in MARKERS if segment.startswith(each)), None)


def app_url(entry: str) -> str:
    """Give the address of an entry (``/(shop)/@cart/items/page`` -> ``/items``): ``normalizeAppPath``."""
    parts = entry.split("/")
    last = len(parts) - 1
    kept = [
        part
        for place, part in enumerate(parts)
        if part and not is_group(part) and not is_slot(part) and not (part in ("page", "route") and place == last)
    ]
    return "/" + "/".join(kept)


def without_extension(path: str, extensions: Iterable[str]) -> str:
    """Take the page extension off, the longest that fits (``getPageFromPath``)."""
    for extension in sorted(extensions, key=len, reverse=True):
        if path.endswith(f".{extension}"):
            return path[: -len(extension) - 1].rstrip(".")
    return path


def page_key(path: str, extensions: Iterable[str]) -> str:
    """Give the name that Next makes of a file below a router's folder: ``blog/index.tsx`` -> ``/blog``."""
    name = "/" + without_extension(path, extensions)
    return name.removesuffix("/index") or "/"
