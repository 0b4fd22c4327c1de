"""The lockfiles of a folder, each by its own reader. One that can't be read is a lockfile all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from buildcheck.load.bun_lock import binary_bun_lock, read_bun_lock
from buildcheck.load.files import Files
from buildcheck.load.locked import Locked, LockError
from buildcheck.load.npm_lock import read_npm_lock
from buildcheck.load.paths import join
from buildcheck.load.pnpm_lock import read_pnpm_lock
from buildcheck.load.yarn_berry import read_yarn_berry
from buildcheck.load.yarn_classic import read_yarn_classic
from buildcheck.model.project import Lockfile, ManagerName, Remark

_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_STATED_VERSION = re.compile(r"""["']?lockfileVersion["']?\s*:\s*["']?([\d.]+)""")


class _Format(NamedTuple):
    manager: ManagerName
    read: Callable[[str, str], Locked]


def _read_yarn(path: str, text: str) -> Locked:
    return (read_yarn_berry if re.search(r"^__metadata:", text, re.MULTILINE) else read_yarn_classic)(path, text)


_FORMATS = {
    # npm reads npm-shrinkwrap.json instead of package-lock.json where both exist.
    "npm-shrinkwrap.json": _Format("npm", read_npm_lock),
    "package-lock.json": _Format("npm", read_npm_lock),
    "pnpm-lock.yaml": _Format("pnpm", read_pnpm_lock),
    "yarn.lock": _Format("yarn", _read_yarn),
    "bun.lock": _Format("bun", read_bun_lock),
}
NAMES = (*_FORMATS, "bun.lockb")


def read_lockfiles(files: Files, folder: str) -> tuple[list[Locked], list[Remark]]:
    """Give the lockfiles directly in ``folder``, and a remark for each that can't be read."""
    found: list[Locked] = []
    remarks: list[Remark] = []
    for name in NAMES:
        if not files.has(folder, name):
            continue
        path = join(folder, name)
        if name == "bun.lockb":
            found.append(binary_bun_lock(path))
            continue
        text = files.text(path)
        try:
            found.append(_FORMATS[name].read(path, _whole(text)))
        except LockError as error:
            found.append(_unreadable(_FORMATS[name].manager, path, text or ""))
            remarks.append(Remark(kind="lockfile-unreadable", path=path, message=f"It can't be read: {error}."))
    return found, remarks


def _whole(text: str | None) -> str:
    if text is None:
        raise LockError("it is missing, larger than 64 MiB, or no regular file")
    conflict = _CONFLICT.search(text)
    if conflict:
        line = text.count("\n", 0, conflict.start()) + 1
        raise LockError(f"an unresolved merge conflict begins in line {line}")
    return text


def _unreadable(manager: ManagerName, path: str, text: str) -> Locked:
    stated = _STATED_VERSION.search(text)
    return Locked(Lockfile(manager=manager, path=path, format=stated[1] if stated else "unknown"))
