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
    are made. ``settings`` are settings of the package manager. ``node`` and ``manager`` are exact versions;
    ``frozen`` ``False`` installs as ``npm install`` does, without holding on to the lockfile; ``environment`` are
    harmless values that the machine sets (``NODE_ENV``)."""

    files: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    packages: tuple[ExtraPackage, ...] = ()
    settings: dict[str, str] = {}
    node: str | None = None
    manager: str | None = None
    frozen: bool | None = None
    network: NetworkMode | None = None
    environment: dict[str, str] = {}


class Factor(Value, frozen=True, kw_only=True):
    """A difference that can be made in a container. ``order`` is where it stands in the queue (0 first), ``why`` why it
    stands there: what of the log or of the differences speaks for it."""

    kind: DifferenceKind
    subject: str
    change: Change
    difference: Difference
    order: int = 0
    why: str = ""


class Attempt(Value, frozen=True, kw_only=True):
    """One build: with the ``factors`` (their subjects), and what came of it. ``incomplete`` says nothing of them."""

    factors: tuple[str, ...]
    outcome: Literal["passes", "fails", "incomplete"]
    reason: str
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


class Explanation(Value, frozen=True, kw_only=True):
    """The answer of ``explain-failure``. ``fails`` is the side that fails; ``cause`` the smallest set; ``sentence`` the
    answer for people; ``attempts`` every build in its order, the clean one first. ``impossible`` are differences that
    were not tried, with the reason."""

    schema: int = 1
    state: ExplanationState
    fails: Literal["clean", "machine", "neither"]
    sentence: str
    cause: tuple[Factor, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    impossible: tuple[Difference, ...] = ()
    seconds: float = 0.0
