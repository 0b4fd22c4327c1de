"""Files that lie on this disk beside the clean source -> `Entry` values, so that a build can be given them.

What may hold secrets is never among them (env files, keys, credentials), nor what tools make (`node_modules`, build
output, caches). Links are left out: where they lead is no part of the project.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from buildcheck.load.paths import is_safe
from buildcheck.model.project import Entry

MOST_FILES = 2_000
MOST_BYTES = 64 * 1024**2
_MADE = frozenset(
    {
        "node_modules", ".next", ".turbo", ".cache", ".vite", ".parcel-cache", ".swc", ".vercel", ".netlify",
        ".yarn", ".pnp.cjs", ".pnp.loader.mjs", ".git", ".idea", ".vscode", ".DS_Store", "coverage", "storybook-static",
        ".npm", ".pnpm-store", ".nitro", ".output", ".tanstack", ".vinxi", ".wrangler",
        "__pycache__", ".venv", "venv", ".buildcheck",
    }
)  # fmt: skip
_SECRET = re.compile(
    r"\.env(?:[.-].*)?|.*\.(?:env|pem|key|p12|pfx|jks|keystore|kdbx|asc|gpg)|\.npmrc|\.yarnrc(?:\.yml)?|\.netrc|"
    r"id_[a-z0-9]+|.*(?:secret|credential|service[-_]?account|password|private[-_]?key).*\.(?:json|ya?ml|txt|toml|ini)",
    re.IGNORECASE,
)


def may_hold_secrets(path: str) -> bool:
    """Tell by its name whether a file is one that secrets are kept in."""
    return _SECRET.fullmatch(path.rstrip("/").rpartition("/")[2]) is not None


def is_made(path: str) -> bool:
    """Tell by its name whether a file or folder is made by tools and never a reason that a build passes."""
    return any(part in _MADE for part in path.rstrip("/").split("/"))


def beside(root: str, paths: Iterable[str]) -> dict[str, tuple[Entry, ...] | None]:
    """Give for each of ``paths`` what `entries_beside` gives."""
    return {path: entries_beside(root, path) for path in paths}


def entries_beside(root: str, path: str) -> tuple[Entry, ...] | None:
    """Give the files of ``path`` (a file, or a folder with a final ``/``) below ``root``.

    ``None`` where they are more, or larger, than a build should be given.
    """
    found: list[Entry] = []
    size = 0
    for each in _walk(Path(root), path.rstrip("/")):
        size += each.size
        found.append(each)
        if len(found) > MOST_FILES or size > MOST_BYTES:
            return None
    return tuple(found)


def _walk(root: Path, path: str) -> Iterator[Entry]:
    if not is_safe(path) or is_made(path) or may_hold_secrets(path):
        return
    try:
        state = os.lstat(root / path)
        below = sorted(os.listdir(root / path)) if stat.S_ISDIR(state.st_mode) else []
    except OSError:
        return
    if stat.S_ISREG(state.st_mode):
        yield Entry(path=path, kind="file", size=state.st_size, executable=bool(state.st_mode & stat.S_IXUSR))
    for name in below:
        yield from _walk(root, f"{path}/{name}")
