"""What a package manager's file is given and gives back: the two small values between ``make`` and ``managers/``."""

from __future__ import annotations

from buildcheck.model.plan import Choice, Manager, ScriptPolicy
from buildcheck.model.project import LockedPackage, Lockfile, Manifest, Project
from buildcheck.model.value import Value

INSTALL_EVENTS = (
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
)
"""The scripts of a project that an install without arguments may run, in any of the managers."""


class Setup(Value, frozen=True, kw_only=True):
    """What is known when the install is planned. ``lockfile`` is the one that ``manager`` reads; where it is not to be
    ``held``, the manager may change it, as an install by hand does."""

    project: Project
    manager: Manager
    lockfile: Lockfile | None
    node: str
    held: bool = True

    @property
    def is_frozen(self) -> bool:
        """Whether exactly what a lockfile says is installed."""
        return self.held and self.lockfile is not None

    @property
    def major(self) -> int:
        return int(self.manager.version.partition(".")[0])

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The manifests of the root and of every workspace member, each once."""
        found = (self.project.root_manifest, self.project.manifest, *self.project.member_manifests)
        return tuple({each.path: each for each in found}.values())

    def setting(self, *keys: str) -> str | None:
        """Give the value of the nearest setting called by one of ``keys``, ``None`` when there is none."""
        return next(iter(self.settings(*keys)), None)

    def settings(self, *keys: str) -> tuple[str, ...]:
        """Give all values of the settings called by one of ``keys``; a list is one setting per item."""
        return tuple(each.value for each in self.project.settings if each.key in keys and each.value is not None)

    @property
    def has_project_scripts(self) -> bool:
        """Whether the root or a workspace member has a script that an install runs."""
        return any(event in manifest.scripts for manifest in self.manifests for event in INSTALL_EVENTS)

    @property
    def locked_names(self) -> tuple[str, ...]:
        """The names of all packages that the lockfile fixes for Linux, each once."""
        packages = (self.lockfile.packages if self.lockfile else None) or ()
        return tuple(dict.fromkeys(each.name for each in packages if on_linux(each)))


class Command(Value, frozen=True, kw_only=True):
    """A command of a phase, run in ``cwd`` (relative to the source root)."""

    name: str
    argv: tuple[str, ...]
    cwd: str
    env: dict[str, str] = {}
    may_fail: bool = False


class Install(Value, frozen=True, kw_only=True):
    """How a manager installs, in two halves that together do what its ordinary install does.

    ``fetch`` runs no project code; ``scripts`` is what was left out, in the manager's own order. ``frozen`` is the
    command that people know, with its reason. ``environment`` holds what the manager needs in every phase.
    ``unfit`` is the reason why the tree can't be kept for later runs, ``None`` when it can.
    """

    fetch: tuple[Command, ...]
    scripts: tuple[Command, ...]
    frozen: Choice
    policy: ScriptPolicy
    environment: dict[str, str] = {}
    unfit: str | None = None
    remarks: tuple[Choice, ...] = ()


def on_linux(package: LockedPackage) -> bool:
    """Tell whether a package is installed on Linux, which is what every host builds on."""
    return not package.os or "linux" in package.os or all(each.startswith("!") for each in package.os)
