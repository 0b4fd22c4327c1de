"""Kept outputs. ``BUILDCHECK_ACCEPT=1 pytest tests/reports`` writes them anew; the diff is then read by a person."""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(__file__).with_name("golden")


def kept(name: str, text: str) -> str:
    """Give the kept output called ``name``, which is to equal ``text``; accepting, it is made so."""
    path = _FOLDER / name
    if os.environ.get("BUILDCHECK_ACCEPT"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return path.read_text(encoding="utf-8")
