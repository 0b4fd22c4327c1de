"""Env files -> the names of their variables. Values are matched, so that a line inside one is no name, and dropped.

The pattern is dotenv's (https://github.com/motdotla/dotenv, lib/main.js), which Next, Vite and most others use.
"""

from __future__ import annotations

import re

from buildcheck.load.files import Files
from buildcheck.load.paths import join

_MAX_BYTES = 256 * 1024
_LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=[ \t]*|:[ \t]+)"""
    r"""('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)?""",
    re.MULTILINE,
)


def read_env_files(files: Files, app: str) -> dict[str, tuple[str, ...]]:
    """Give the names by file, for each ``.env`` and ``.env.*`` in the app's folder that is part of the source."""
    found = {}
    for name in sorted(files.names(app)):
        if name == ".env" or name.startswith(".env."):
            text = files.text(join(app, name), _MAX_BYTES)
            if text is not None:
                found[join(app, name)] = tuple(dict.fromkeys(match[1] for match in _LINE.finditer(text)))
    return found
