"""A run, or a machine, in one file that somebody else can replay: what it holds, and what a replay says."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import IndexEntry, Remark, SourceKind
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.model.survey import Installed
from buildcheck.model.value import At, Value

BUNDLE_SCHEMA = 1

BundleKind = Literal["verify", "snapshot"]


class Member(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the bundle beside its manifest. ``size`` is in bytes."""

    path: str
    size: int
    sha256: str


class Blanked(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the source that the bundle holds with other values: ``count`` of them were replaced, each by made text
    of the same length. ``what`` says in words which."""

    path: str
    count: int
    what: str


class SourceFile(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file or link of the clean source, as `Entry`. ``sha256`` is that of the content as the bundle has it, after
    values were replaced, or would have it; ``None`` for links. ``held``: the content is in the bundle. ``own``: some of
    the values were replaced because that machine held them, so that elsewhere the same file has another hash."""

    path: str
    kind: Literal["file", "symlink"]
    size: int
    executable: bool = False
    target: str | None = None
    sha256: str | None = None
    held: bool = True
    own: bool = False


class Beside(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the survey saw beside the clean source, so that a replay sees the same. ``files`` are paths on the disk that
    a checkout lacks and that something of the source asks for; ``installed`` are those packages of the machine's
    ``node_modules`` that nothing declares and something uses; the rest is what git told (see `Survey`)."""

    files: tuple[str, ...] = ()
    installed: Installed | None = None
    crlf_scripts: frozenset[str] = frozenset()
    lfs: frozenset[str] = frozenset()
    lockfiles_left_out: dict[str, At | None] = {}


class BundledSource(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clean source, as `Source`, without where it lay. ``app`` is the folder of it that was verified. ``complete``:
    the content of every file is in the bundle. ``commit`` is the project's own, ``built_commit`` the one that a replay
    builds in: another one where values were replaced, because the hash of a commit is a hash of these, too."""

    kind: SourceKind
    app: str
    complete: bool
    files: tuple[SourceFile, ...]
    commit: str | None = None
    built_commit: str | None = None
    branch: str | None = None
    modified: int | None = None
    untracked: tuple[str, ...] = ()
    index: tuple[IndexEntry, ...] | None = None
    remarks: tuple[Remark, ...] = ()


class Bundle(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The manifest, ``bundle.json``. ``image`` is the digest of the image, or its name, ``given`` are the names of
    variables whose values the run had from a file and that are not in here."""

    schema: int = BUNDLE_SCHEMA
    tool: str
    kind: BundleKind
    project: str | None
    settings: Settings
    source: BundledSource
    beside: Beside = Beside()
    image: str | None = None
    given: tuple[str, ...] = ()
    blanked: tuple[Blanked, ...] = ()
    members: tuple[Member, ...]


class Contents(Value, frozen=True, kw_only=True):
    """A bundle that was read. ``files`` are the contents of the source by path, ``commit_object`` that of
    ``built_commit``. ``report`` is ``None`` for a snapshot."""

    bundle: Bundle
    plan: Plan
    machine: Machine
    report: Report | None
    files: dict[str, bytes]
    commit_object: bytes | None


ReplayPart = Literal[
    "verdict", "stage", "step", "finding", "plan", "image", "engine", "source", "network", "variables", "limits",
    "tool",
]  # fmt: skip


class ReplayDifference(Value, frozen=True, kw_only=True):
    """A part of a replay that is not as in the bundle. ``decides``: it is part of the answer (verdict, stage, step,
    findings); the others can be why."""

    part: ReplayPart
    subject: str
    there: str
    here: str
    decides: bool = False


class Replay(Value, frozen=True, kw_only=True):
    """What a replay says: ``same`` where the answer is the one of the bundle; ``report`` is the new one."""

    schema: int = 1
    same: bool
    differences: tuple[ReplayDifference, ...] = ()
    there: Report
    report: Report
