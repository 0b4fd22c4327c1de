"""Metadata files of the app router (icons, sitemaps, robots …) -> the routes that Next makes of them.

Sources: lib/metadata/is-metadata-route.ts and get-metadata-route.ts of 13.5, 14.2, 15.5, 16.0 and 16.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from buildcheck.model.next_app import Bundler
from buildcheck.survey.next.names import is_group, is_slot

_STATIC = {
    "icon": ("ico", "jpg", "jpeg", "png", "svg"),
    "apple-icon": ("jpg", "jpeg", "png"),
    "opengraph-image": ("jpg", "jpeg", "png", "gif"),
    "twitter-image": ("jpg", "jpeg", "png", "gif"),
}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
MULTIPLE = ("generateSitemaps", "generateImageMetadata")
"""Exports by which one file becomes many routes."""


def is_metadata(path: str, extensions: Iterable[str], version: tuple[int, int, int], bundler: Bundler) -> bool:
    """Whether a file (relative to the app router's folder) is a metadata file. 13.2 knew two of them. Images may be
    numbered: with one digit, and with Turbopack with any number of them (crates/next-core/src/next_app/metadata)."""
    if version < (13, 2, 0):
        return False
    if version < (13, 3, 0):
        return _first_pattern(tuple(extensions)).search(f"/{path}") is not None
    pattern = _pattern(tuple(extensions), r"\d*" if bundler == "turbopack" else r"\d?")
    return pattern.search(f"/{path}") is not None


def metadata_entry(key: str, version: tuple[int, int, int], *, multiple: bool) -> str:
    """Give Next's name for the route of a metadata file.

    ``key`` is the file's name without a page extension (``/robots``, ``/(shop)/icon1``, ``/favicon.ico``); ``multiple``
    says that it exports ``generateSitemaps`` or ``generateImageMetadata``.
    """
    folder, _, name = key.rpartition("/")
    if key == "/robots":
        return "/robots.txt/route"
    if key == "/manifest":
        return "/manifest.webmanifest/route"
    if name == "sitemap":
        return f"{key}/[__metadata_id__]/route" if multiple else f"{key}.xml/route"
    stem, dot, extension = name.partition(".")
    suffix = _suffix(folder, name, version)
    entry = f"{folder}/{stem}{f'-{suffix}' if suffix else ''}{dot}{extension}"
    if not multiple:
        return f"{entry}/route"
    return f"{entry}/[__metadata_id__]/route" if version >= (15, 0, 0) else f"{entry}/[[...__metadata_id__]]/route"


def _suffix(folder: str, name: str, version: tuple[int, int, int]) -> str:
    """Give the six characters that keep files of different groups and slots apart."""
    if version >= (16, 0, 0) and name == "sitemap.xml":
        return ""
    if version >= (15, 0, 0):
        apart = any(is_group(each) or is_slot(each) for each in folder.split("/"))
    else:
        apart = ("(" in folder and ")" in folder) or "@" in folder
    return _base36(_hash(folder, wraps=version >= (14, 0, 0)))[:6] if apart else ""


def _hash(text: str, *, wraps: bool) -> int:
    """djb2 as JavaScript computes it (shared/lib/hash.ts); up to 13 the sum was not cut to 32 bits at each step."""
    value = 5381
    for unit in text.encode("utf-16-le")[::2] if text.isascii() else _units(text):
        value = _signed(value << 5) + value + unit
        value = _signed(value) if wraps else value
    return value & 0xFFFFFFFF if wraps else abs(value)


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-le")
    return [raw[place] | raw[place + 1] << 8 for place in range(0, len(raw), 2)]


def _signed(value: int) -> int:
    return (value & 0xFFFFFFFF) - ((value & 0x80000000) << 1)


def _base36(value: int) -> str:
    digits = ""
    while value:
        value, rest = divmod(value, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


@lru_cache(maxsize=32)
def _pattern(extensions: tuple[str, ...], number: str) -> re.Pattern[str]:
    pages = "|".join(map(re.escape, extensions))
    images = [rf"/{name}{number}\.(?:{'|'.join(static)}|{pages})$" for name, static in _STATIC.items()]
    return re.compile(
        "|".join(
            (
                rf"^/robots\.(?:txt|{pages})$",
                rf"^/manifest\.(?:webmanifest|json|{pages})$",
                r"^/favicon\.ico$",
                rf"/sitemap\.(?:xml|{pages})$",
                *images,
            )
        )
    )


@lru_cache(maxsize=32)
def _first_pattern(extensions: tuple[str, ...]) -> re.Pattern[str]:
    pages = "|".join(map(re.escape, extensions))
    return re.compile(rf"^/robots\.(?:txt|{pages})$|^/sitemap\.(?:xml|{pages})$")
