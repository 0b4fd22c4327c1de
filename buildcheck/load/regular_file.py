"""Reading files of this machine that lie beside the source: regular ones, never more than a limit, without waiting."""

from __future__ import annotations

import os
from pathlib import Path

MAX_BYTES = 4 * 1024**2


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes | None:
    """Give the content of a regular file, ``None`` where there is none, or it is larger than ``limit``."""
    try:
        with open(path, "rb", opener=_opener) as file:
            if not os.path.isfile(file.fileno()):
                return None
            content = file.read(limit + 1)
    except (OSError, ValueError):
        return None
    return content if len(content) <= limit else None


def _opener(path: str, flags: int) -> int:
    # A FIFO would keep us waiting for whoever writes to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def read_text(path: Path, limit: int = MAX_BYTES) -> str | None:
    """Give the content of `read_bytes` as text; what is not UTF-8 is replaced."""
    content = read_bytes(path, limit)
    return None if content is None else content.decode("utf-8-sig", "replace")
