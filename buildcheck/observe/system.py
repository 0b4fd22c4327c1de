"""The operating system, the C library, the volume, the locale and the size of this machine. Nothing is written."""

from __future__ import annotations

import locale
import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

from buildcheck.load.regular_file import read_text
from buildcheck.model.machine import Libc, System
from buildcheck.observe.surroundings import Surroundings, names

_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "i386": "ia32", "i686": "ia32", "armv7l": "arm"}
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_LOCALE = re.compile(r"[A-Za-z0-9_.@-]{1,40}")


def system(around: Surroundings) -> System:
    """Give what can be told without a program of this machine being run."""
    machine = platform.machine().lower()
    return System(
        os="linux" if around.platform.startswith("linux") else around.platform,
        arch=_ARCHITECTURES.get(machine, machine),
        release=_release(),
        libc=_libc() if around.platform.startswith("linux") else None,
        case_sensitive=case_sensitive(around.folder),
        locale=_locale(around),
        time_zone=_time_zone(around),
        memory=_memory(),
        cpus=os.cpu_count(),
    )


def case_sensitive(folder: Path) -> bool | None:
    """Look for a file of ``folder`` under another spelling; ``None`` where no name there can be spelt otherwise."""
    listed = names(folder)
    held = set(listed)
    for name in sorted(listed, key=lambda each: each != "package.json"):
        other = name.swapcase()
        if other == name or other in held:
            continue
        try:
            return not os.path.samefile(folder / name, folder / other)
        except FileNotFoundError:
            return True
        except OSError:
            continue
    return None


def _release() -> str | None:
    if mac := platform.mac_ver()[0]:
        return f"macOS {mac}"
    if platform.system() == "Windows":
        return f"Windows {platform.release()}"
    try:
        stated = platform.freedesktop_os_release()
    except OSError:
        return None
    name = stated.get("PRETTY_NAME") or stated.get("ID")
    kernel = platform.release().lower()
    return f"{name} (WSL)" if name and "microsoft" in kernel else name


def _libc() -> Libc | None:
    """Tell by what the loader of this very process is (glibc answers confstr), else by musl's loader on the disk."""
    try:
        stated = os.confstr("CS_GNU_LIBC_VERSION") or ""
    except (AttributeError, ValueError, OSError):
        stated = ""
    if stated.startswith("glibc "):
        return Libc(name="glibc", version=stated.removeprefix("glibc "))
    return Libc(name="musl") if any(each.startswith("ld-musl-") for each in names(Path("/lib"))) else None


def _locale(around: Surroundings) -> str | None:
    """Give the locale by the order of precedence of POSIX (XBD 8.2)."""
    stated = _first(around.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if stated is None and around.platform == "win32":
        stated = locale.getlocale()[0]
    if stated is None:
        return "C"
    return stated if _LOCALE.fullmatch(stated) else None


def _time_zone(around: Surroundings) -> str | None:
    named = around.environ.get("TZ", "").removeprefix(":") or (read_text(Path("/etc/timezone"), 256) or "").strip()
    if not named:
        named = os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]
    return named if _ZONE.fullmatch(named) else None


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _first(found: Iterable[str | None]) -> str | None:
    return next((each for each in found if each), None)
