"""One file per package manager: how it installs, and how it runs scripts and binaries.

Each file gives ``install(setup)``, ``script(name)`` and ``binary(name, *arguments)``, and is found by its name.
"""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from buildcheck.model.plan import Manager
from buildcheck.plan.install import Install, Setup


class Member(Protocol):
    """What a file of this folder gives."""

    def install(self, setup: Setup) -> Install:
        """Plan the install, in two halves."""

    def script(self, name: str) -> tuple[str, ...]:
        """Give the command that runs the script ``name`` of the manifest in the working folder."""

    def binary(self, name: str, *arguments: str) -> tuple[str, ...]:
        """Give the command that runs an installed binary, and never downloads one."""


def of(manager: Manager) -> Member:
    """Give the file that knows ``manager``; Yarn 2 and later share little with Yarn 1 but the name."""
    name = "berry" if manager.package == "@yarnpkg/cli-dist" else manager.name
    return cast(Member, importlib.import_module(f"{__name__}.{name}"))
