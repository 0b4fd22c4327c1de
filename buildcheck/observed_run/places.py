"""Where a path outside of the project lies: above it, among global packages, in the home folder, in the system.

Pure: paths in, words out, so that Windows and macOS can be tested elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from buildcheck.model.observed import Place

_SYSTEM = (
    "/bin", "/boot", "/dev", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/run", "/sbin", "/snap", "/sys", "/usr",
    "/var", "/nix/store", "/System", "/Library", "/Applications", "/private/etc", "/private/var", "/opt/homebrew",
    "/opt/local", "/home/linuxbrew", "C:/Windows", "C:/Program Files", "C:/Program Files (x86)", "C:/ProgramData",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """The folders that paths are held against. ``prefixes`` are folders that hold global packages."""

    source: PurePath
    home: PurePath
    prefixes: tuple[PurePath, ...] = ()
    temporary: tuple[PurePath, ...] = ()


def place_of(path: PurePath, folders: Folders) -> Place | Literal["system"]:
    """Say where ``path`` lies. Of a folder above the project only what is directly in it, or in its ``node_modules``,
    is found from inside the project; the rest lies in the home folder or elsewhere."""
    if any(is_below(path, each) for each in folders.prefixes):
        return "global"
    above = folders.source.parents
    if path.parent in above or any(is_below(path, each / "node_modules") for each in above):
        return "system" if _is_root(path.parent) else "above"
    # A home folder may itself lie among temporary files, in a container.
    if any(is_below(path, each) and not is_below(folders.home, each) for each in folders.temporary):
        return "system"
    if is_below(path, folders.home):
        return "home"
    return "system" if is_of_system(path) else "other"


def is_of_system(path: PurePath) -> bool:
    """Whether it lies in a folder of the operating system, or of what installs programs for all of it."""
    return _is_root(path.parent) or any(is_below(path, type(path)(each)) for each in _SYSTEM)


def is_below(path: PurePath, folder: PurePath) -> bool:
    """Whether ``path`` is ``folder`` or lies in it; Windows' paths are held together without regard to case."""
    return path == folder or folder in path.parents


def _is_root(folder: PurePath) -> bool:
    return folder == folder.parent
