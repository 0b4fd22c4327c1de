"""What a package manager's file is given and gives back: the two small values between ``make`` and ``managers/``."""

from __future__ import annotations

from buildcheck.model.plan import Choice, Manager, ScriptPolicy
from buildcheck.model.project import Lockfile, Manifest, Project
from buildcheck.model.value import Value


class Setup(Value, frozen=True, kw_only=True):
    """What is known when the install is planned. ``lockfile`` is the one that ``manager`` reads."""

    project: Project
    manager: Manager
    lockfile: Lockfile | None
    node: str

    @property
    def major(self) -> int:
        return int(self.manager.version.partition(".")[0])

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The manifests of the root and of every workspace member, each once."""
        found = (self.project.root_manifest, self.project.manifest, *self.project.member_manifests)
        return tuple({each.path: each for each in found}.values())

    def setting(self, *keys: str) -> str | None:
        """Give the value of the last setting called by one of ``keys``, as the managers let the last one win."""
        found = [each.value for each in self.project.settings if each.key in keys]
        return found[-1] if found else None


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
