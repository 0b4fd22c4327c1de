"""How a developer's machine differs from the clean build, and what that can do."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.machine import Machine
from buildcheck.model.value import At, Value

DifferenceKind = Literal[
    "undeclared-global",  # a command that a script calls and that this machine alone provides
    "package",  # what lies in node_modules, or above it, and the lockfile does not say
    "version",  # of Node, or of the package manager
    "setting",  # of a package manager, or of Node, outside of the project
    "variable",  # set here, and by nothing that a clean checkout holds
    "file",  # on this disk, and not in a clean checkout
    "outside",  # in a folder above the project
    "toolchain",  # a program of the system, or memory
    "platform",  # operating system, processor, C library, file names
    "network",  # a host that is reached from here, and not from there
    "build-output",  # what an earlier build made here, and the clean one did not
]

DifferenceWeight = Literal["breaks", "may-break", "changes", "harmless"]
"""``breaks``: the clean build reads it and has it not. ``may-break``: builds are known to fail over it. ``changes``:
the result may differ. ``harmless``: it decides nothing that is known; such ones are counted, not listed."""


class Difference(Value, frozen=True, kw_only=True):
    """``subject`` is what differs, stable between runs (``rimraf``, ``node``, ``src/lib/utils.ts``). ``here`` and
    ``clean`` are the evidence of both sides, ``consequence`` what it does to the clean build, ``close`` the declaration
    after which both sides are the same; ``at`` is the place in the project that it is about."""

    kind: DifferenceKind
    weight: DifferenceWeight
    subject: str
    here: str
    clean: str
    consequence: str
    close: str | None = None
    at: At | None = None


class DifferenceReport(Value, frozen=True, kw_only=True):
    """A machine beside the clean build of a project: what ``buildcheck diff`` says. The weightiest difference is the
    first."""

    schema: int = 1
    machine: Machine
    differences: tuple[Difference, ...] = ()


class Contrast(Value, frozen=True, kw_only=True):
    """How two machines, two bundles or two commits differ: ``first`` and ``second`` are what each of them has, ``None``
    where it has nothing of the kind."""

    kind: DifferenceKind
    weight: DifferenceWeight
    subject: str
    first: str | None
    second: str | None


class ContrastReport(Value, frozen=True, kw_only=True):
    """Two sides beside each other: what ``buildcheck diff A B`` says. ``first`` and ``second`` name them, ``compared``
    says what both have, and so could be compared."""

    schema: int = 1
    first: str
    second: str
    compared: tuple[str, ...]
    contrasts: tuple[Contrast, ...] = ()
