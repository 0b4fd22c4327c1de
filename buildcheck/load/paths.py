"""Names of files as they come from git and the disk: bytes that need not be UTF-8, and need not be honest."""

from __future__ import annotations

from collections.abc import Iterable


def decode(name: bytes) -> str:
    """Give ``name`` as text; bytes that are not UTF-8 become surrogate escapes (PEP 383)."""
    return name.decode("utf-8", "surrogateescape")


def is_safe(path: str) -> bool:
    """Tell whether ``path`` stays inside the folder that it is relative to. Git refuses the rest as well, but only
    where it makes such an entry, not where it reads one."""
    return all(part not in ("", ".", "..") and part.lower() != ".git" for part in path.split("/"))


def join(folder: str, name: str) -> str:
    """Give ``name`` in ``folder``, where ``"."`` is the source root."""
    return name if folder == "." else f"{folder}/{name}"


def parent(path: str) -> str:
    """Give the folder of ``path``, ``"."`` for the source root."""
    return path.rpartition("/")[0] or "."


def ancestors(folder: str) -> Iterable[str]:
    """Give ``folder`` and every folder above it, the nearest first, down to ``"."``."""
    while folder != ".":
        yield folder
        folder = parent(folder)
    yield "."


def within(path: str, folder: str) -> bool:
    """Tell whether ``path`` is ``folder`` or below it."""
    return folder in (".", path) or path.startswith(f"{folder}/")
