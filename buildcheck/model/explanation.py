"""Why a project builds on one machine and not in a clean container: what was tried, and the smallest set of differences
that turns the verdict."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.difference import Difference, DifferenceKind
from buildcheck.model.plan import NetworkMode
from buildcheck.model.value import Value

PackagePlace = Literal["global", "tree", "above"]
"""Where a package is put: into a folder of its own on PATH, into the project's ``node_modules`` without being
declared, or into a ``node_modules`` above the source."""


class ExtraPackage(Value, frozen=True, kw_only=True):
    """A package of the registry that a clean build lacks. ``version`` is exact; ``None`` where the machine does not
    tell, and the newest is taken."""

    name: str
    version: str | None
    place: PackagePlace


class Change(Value, frozen=True, kw_only=True):
    """What one difference changes in a clean build, as data: nothing of the machine's own files but ``files`` (paths
    relative to the source, read from disk) goes into the container, and of ``variables`` only the names: their values
    are made. ``settings`` are settings of the plan's package manager, by its own names. ``node`` is an exact version,
    ``manager`` a name with one (``npm@10.9.4``); ``frozen`` ``False`` installs as ``npm install`` does, without holding
    on to the lockfile; ``memory`` is a limit in bytes; ``environment`` are harmless values that the machine sets
    (``NODE_ENV``). ``env_files`` are env files by path, written with made values for the names."""

    files: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    packages: tuple[ExtraPackage, ...] = ()
    settings: dict[str, str] = {}
    node: str | None = None
    manager: str | None = None
    frozen: bool | None = None
    network: NetworkMode | None = None
    memory: int | None = None
    environment: dict[str, str] = {}
    env_files: dict[str, tuple[str, ...]] = {}

    @property
    def adds(self) -> bool:
        """Whether it only adds something to the clean build, so that it hardly breaks one that passes."""
        return bool(self.files or self.variables or self.packages or self.env_files)


class Factor(Value, frozen=True, kw_only=True):
    """A difference that can be made in a container. ``because`` is the fact about the machine as a clause, ``given``
    what a build with it was given, in words. Where a log shows one of ``words``, or has one of the ``diagnoses`` (ids,
    or their beginning with a final ``-``), it speaks for this factor. Factors of one ``kin`` are likely to be needed
    together. ``order`` is where it stands in the queue (0 first), ``why`` why it stands there."""

    kind: DifferenceKind
    subject: str
    change: Change
    difference: Difference
    because: str
    given: str
    words: tuple[str, ...] = ()
    diagnoses: tuple[str, ...] = ()
    kin: str | None = None
    order: int = 0
    why: str = ""


class NotTried(Value, frozen=True, kw_only=True):
    """A difference that no build was made with, and the reason. ``named``: the failure of the clean build is about it,
    as its log or an import that leads nowhere says."""

    difference: Difference
    reason: str
    named: bool = False


AttemptOutcome = Literal["passes", "fails", "incomplete"]


class Attempt(Value, frozen=True, kw_only=True):
    """One build: with the ``factors`` (their subjects), why, and what came of it. ``incomplete`` says nothing of them.
    ``reason`` is what it failed for, ``step`` where."""

    factors: tuple[str, ...]
    why: str
    outcome: AttemptOutcome
    reason: str | None = None
    step: str | None = None
    seconds: float


ExplanationState = Literal[
    "explained",  # a smallest set was found, and every member of it was shown to be needed
    "from-files",  # the difference can't be made in a Linux container; the files decide it
    "not-explained",  # every factor together does not turn the verdict
    "passes-in-both",  # nothing to explain
    "gave-up",  # the limit of builds or minutes was reached first
    "incomplete",  # an engine or a network stood in the way
]


Side = Literal["clean", "machine", "neither", "unknown"]


class Explanation(Value, frozen=True, kw_only=True):
    """The answer of ``explain-failure``. ``fails`` is the side that fails; ``cause`` the smallest set; ``sentence`` the
    answer for people, ``fixes`` what to do. ``attempts`` are the builds in their order, the clean one first.
    ``unproven`` are subjects of the cause that could not be shown to be needed. ``impossible`` are differences that
    can't be tried, ``untried`` subjects of factors that no build was made with."""

    schema: int = 1
    project: str | None = None
    state: ExplanationState
    fails: Side
    sentence: str
    fixes: tuple[str, ...] = ()
    cause: tuple[Factor, ...] = ()
    unproven: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    impossible: tuple[NotTried, ...] = ()
    untried: tuple[str, ...] = ()
    seconds: float = 0.0
