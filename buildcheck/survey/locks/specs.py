"""What a requirement's specifier asks for, as far as the comparison with a lockfile needs to know it."""

from __future__ import annotations

import re
from typing import Literal

from buildcheck.load.locked import split_descriptor
from buildcheck.plan.ranges import parse_range

Kind = Literal["range", "alias", "tag", "folder", "link", "workspace", "catalog", "other"]

_FOLDER = re.compile(r"(?:file:|\.{1,2}/|~/|/).*", re.DOTALL)
_TAG = re.compile(r"[A-Za-z_][\w.-]*")


def kind_of(spec: str) -> Kind:
    """Tell the kind of a specifier; ``other`` is a URL, a git repository, a patch."""
    text = spec.strip()
    if parse_range(text) is not None:
        return "range"
    for prefix, kind in _PREFIXES.items():
        if text.startswith(prefix):
            return kind
    if _FOLDER.fullmatch(text):
        return "folder"
    return "tag" if _TAG.fullmatch(text) else "other"


_PREFIXES: dict[str, Kind] = {
    "npm:": "alias",
    "workspace:": "workspace",
    "catalog:": "catalog",
    "link:": "link",
    "portal:": "link",
}


def range_of(spec: str) -> str | None:
    """Give the range of a specifier, that of what an alias stands for as well; ``None`` where there is none."""
    text = spec.strip()
    if text.startswith("npm:"):
        text = split_descriptor(text.removeprefix("npm:"))[1] or "*"
    return text if parse_range(text) is not None else None
