"""What a developer's own build really used on their machine, as its processes told: the output of ``observed_run``.

Names, places and versions only: no value of a variable, no argument of a program, no content of a file. Paths are told
as in `model.machine`. It is what the run said about itself, and the project's code could forge it.
"""

from __future__ import annotations

from typing import Literal

from buildcheck.model.environment import ObservedRead
from buildcheck.model.value import Value

Road = Literal["link", "above", "node-path", "global", "path", "other"]
"""How a module outside of the project was found: by a link in the project's ``node_modules``, in a ``node_modules`` of
a folder above, by NODE_PATH, in the folders that Node knows itself, by a path that is written out, otherwise."""

Place = Literal["above", "global", "home", "other"]
"""Where a file lies: in a folder above the project (or its ``node_modules``), among globally installed packages,
elsewhere in the home folder, elsewhere. Files of the system and temporary ones are only counted."""


class UsedNode(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A Node that ran. ``imports``: modules that are imported could be watched, not only those that are required."""

    version: str
    path: str
    imports: bool


class UsedModule(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A module outside of the project that code of the project loaded. ``package`` is the name that was asked for,
    ``None`` for a path; ``path`` the folder of the package, or the file; ``by`` the package or file that asked."""

    package: str | None
    path: str
    via: Road
    by: str
    version: str | None = None


class UsedProgram(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program outside of the project. ``ran``: it is a Node program and told so itself, or was started by one;
    otherwise a shell's command line calls it. ``scripts`` are those of package.json that it was part of, ``package``
    the package that it belongs to (``None``: a program of the system, or an unknown one)."""

    name: str
    path: str
    ran: bool
    scripts: tuple[str, ...] = ()
    package: str | None = None
    version: str | None = None
    by: str | None = None


class UsedHost(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A host that JavaScript began to reach. ``port`` is ``None`` where its name was only looked up."""

    host: str
    port: int | None = None
    by: str | None = None


class UsedFile(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file, or a package's folder, outside of the project. ``read`` is ``False`` where it was only looked for, and
    found. ``by`` is who asked: a package or a file of the project, ``None`` for a program that is no part of it."""

    path: str
    place: Place
    read: bool
    by: str | None = None


class Observed(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run. ``command`` is the program, with its arguments only where these are names of scripts; ``scripts`` are
    those of package.json that ran. ``exit_code`` is
    the command's own, ``128 + n`` where signal ``n`` ended it. ``system_files`` counts what was read of the system.
    ``unwatched`` says what could not be seen; nothing was where ``nodes`` is empty."""

    command: str
    exit_code: int
    seconds: float
    scripts: tuple[str, ...] = ()
    nodes: tuple[UsedNode, ...] = ()
    modules: tuple[UsedModule, ...] = ()
    programs: tuple[UsedProgram, ...] = ()
    reads: tuple[ObservedRead, ...] = ()
    hosts: tuple[UsedHost, ...] = ()
    files: tuple[UsedFile, ...] = ()
    system_files: int = 0
    unwatched: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether a script ran to a good end in sight, so that what was not seen was used by no JavaScript."""
        return self.exit_code == 0 and bool(self.nodes) and bool(self.scripts)

    def program(self, name: str) -> UsedProgram | None:
        """Give the program of that name, ``None`` where it was not used."""
        return next((each for each in self.programs if each.name == name), None)
