"""A variant -> a tar of a Debian root file system with what that variant of the official Node image offers a build.

``full`` holds the tools of Docker's ``buildpack-deps`` (the base of ``node:X-bookworm``) that builds call: git,
python3, make, g++ and the usual archivers; not its graphics and database headers. ``slim`` holds what
``node:X-bookworm-slim`` keeps: the C++ runtime, and neither CA certificates nor curl, which that image purges.

debootstrap does the work, with the mirror and the keyring that it is configured with; it needs root.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO

from buildcheck.errors import EngineError, TransientError
from buildcheck.model.plan import ImageVariant

SUITE = "bookworm"
UID = 10001
PACKAGES: dict[ImageVariant, tuple[str, ...]] = {
    "slim": ("libatomic1", "libstdc++6"),
    "full": (
        *("bzip2", "ca-certificates", "curl", "dpkg-dev", "file", "g++", "git", "gnupg", "libatomic1", "libc6-dev"),
        *("libssl-dev", "make", "netbase", "openssh-client", "openssl", "patch", "pkg-config", "procps", "python3"),
        *("tzdata", "unzip", "wget", "xz-utils", "zip", "zlib1g-dev"),
    ),
}
DEAD_WEIGHT = (
    *("usr/share/doc", "usr/share/man", "usr/share/info", "usr/share/lintian", "usr/share/locale"),
    *("var/cache", "var/lib/apt/lists", "var/log", "dev", "debootstrap"),
)
DPKG_SETTING = "etc/dpkg/dpkg.cfg.d/buildcheck"
HOST_FACTS = ("etc/resolv.conf", "etc/hostname", "etc/machine-id", "var/lib/dbus/machine-id")
# The messages of debootstrap when the mirror, and not the machine, is at fault (functions of debootstrap 1.0.128).
MIRROR_TROUBLE = ("Failed getting release", "Couldn't download", "Couldn't retrieve", "Couldn't find these debs")
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def lacking() -> tuple[str, ...]:
    """Name what this machine lacks for making a root file system, in words; nothing when it can."""
    if sys.platform != "linux":
        return ("a Linux host (debootstrap runs nowhere else)",)
    found = []
    if os.geteuid() != 0:
        found.append("root (debootstrap enters the new system with chroot)")
    found += [f"the program {name}" for name in ("debootstrap", "unshare", "tar") if shutil.which(name) is None]
    return tuple(found)


def architecture() -> str | None:
    """Give this machine's CPU by Debian's name, ``None`` for one that the images are not made for."""
    return MACHINES.get(platform.machine().lower())


@contextmanager
def root_tar(folder: Path, variant: ImageVariant, say: Callable[[str], None]) -> Iterator[IO[bytes]]:
    """Make the root file system of ``variant`` in ``folder`` (removed by the caller) and stream it as a tar.

    Raises:
        EngineError: debootstrap or tar failed.
        TransientError: the Debian mirror did not answer.
    """
    root = folder / "root"
    _spare_dpkg(root)
    _debootstrap(root, variant, say)
    newest = _newest_release(root)
    _trim(root)
    _add_user(root)
    say("packing the Debian base")
    with subprocess.Popen(_tar_command(root, newest), stdout=subprocess.PIPE) as tar:
        assert tar.stdout is not None
        yield tar.stdout
    if tar.returncode:
        raise EngineError(f"tar failed with exit code {tar.returncode} on the new root file system.")


def _spare_dpkg(root: Path) -> None:
    """Tell the new system's dpkg not to wait for the disk after each file: a killed build is thrown away anyway."""
    (root / DPKG_SETTING).parent.mkdir(parents=True)
    (root / DPKG_SETTING).write_text("force-unsafe-io\n", encoding="utf-8")


def _debootstrap(root: Path, variant: ImageVariant, say: Callable[[str], None]) -> None:
    packages = ",".join(PACKAGES[variant])
    # In its own mount namespace, so that the /proc it mounts is gone with it even when it is killed: the folder is
    # removed afterwards, and nothing of this machine may hang below it then.
    command = ["unshare", "--mount", "--propagation", "private"]
    command += ["debootstrap", "--variant=minbase", f"--include={packages}", SUITE, str(root)]
    environment = {"PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin", "LC_ALL": "C", **_proxies()}
    lines: list[str] = []
    stage = ""
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True, errors="replace"
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            lines.append(line.rstrip())
            verb = line.removeprefix("I: ").partition(" ")[0]
            if line.startswith("I: ") and verb in ("Retrieving", "Extracting", "Configuring") and verb != stage:
                stage = verb
                say(f"{verb.lower()} Debian packages ({variant})")
    if run.returncode:
        raise _failure(lines)


def _proxies() -> dict[str, str]:
    names = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    return {name: os.environ[name] for name in names if name in os.environ}


def _failure(lines: list[str]) -> EngineError | TransientError:
    said = " / ".join(lines[-4:])
    if any(sign in line for line in lines for sign in MIRROR_TROUBLE):
        return TransientError(
            f"The Debian packages of the build image could not be downloaded: {said}",
            why="The Debian mirror does not answer, or breaks off.",
            do="Try again, or check that this machine reaches its Debian mirror.",
        )
    return EngineError(
        f"debootstrap failed: {said}",
        why="This machine can't set up a Debian system in a folder (its last lines are above).",
        do="Run `buildcheck images build` on a Debian machine as root, or let the daemon reach a container registry.",
    )


def _newest_release(root: Path) -> int:
    """Give the time, in seconds since 1970, at which the newest package list used was made."""
    dates = [
        parsedate_to_datetime(line.removeprefix("Date:").strip())
        for path in (root / "var/lib/apt/lists").glob("*Release")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.startswith("Date:")
    ]
    return int(max(dates).timestamp()) if dates else 0


def _trim(root: Path) -> None:
    for name in DEAD_WEIGHT:
        shutil.rmtree(root / name, ignore_errors=True)
    for name in ("dev", "var/cache/apt/archives/partial", "var/lib/apt/lists/partial", "var/log"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in (*HOST_FACTS, DPKG_SETTING):
        (root / name).unlink(missing_ok=True)


def _add_user(root: Path) -> None:
    with (root / "etc/passwd").open("a", encoding="utf-8") as passwd:
        passwd.write(f"build:x:{UID}:{UID}::/home/build:/bin/bash\n")
    with (root / "etc/group").open("a", encoding="utf-8") as group:
        group.write(f"build:x:{UID}:\n")
    for name in ("work", "home/build"):
        folder = root / name
        folder.mkdir(parents=True)
        os.chown(folder, UID, UID)


def _tar_command(root: Path, newest: int) -> list[str]:
    # Times are clamped, not zeroed: Python's compiled files record the times of their sources.
    order = ["--sort=name", "--numeric-owner", f"--mtime=@{newest}", "--clamp-mtime"]
    return ["tar", "--create", "--directory", str(root), *order, "."]
