"""A Next.js app as Next itself would see it: version, bundler, folders, routes, conventions."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.syntax import Answer, ConfigFile
from buildcheck.model.value import At, Value

Router = Literal["app", "pages"]
Bundler = Literal["webpack", "turbopack"]
RouteKind = Literal["page", "handler", "api", "metadata", "special"]
Fate = Literal["refused", "fails", "silent", "said"]


class Route(Value, frozen=True, kw_only=True):
    """A route that Next builds. ``url`` is its path with the dynamic segments as written (``/blog/[slug]``), without
    groups and slots; ``entry`` is Next's own name for it (``/(shop)/@cart/items/page``, ``/api/hello``), ``path``
    the file. ``slots`` names the parallel slots on the way, ``intercepts`` says that it intercepts another route.
    ``kind`` ``special`` is ``_app``, ``_document``, ``_error``, ``404``, ``500``, ``_not-found``."""

    url: str
    entry: str
    path: str
    router: Router
    kind: RouteKind
    slots: tuple[str, ...] = ()
    intercepts: bool = False


class Conflict(Value, frozen=True, kw_only=True):
    """Something that is wrong with the structure: files, folders and addresses that can't stand together.

    ``check`` is the id of the check that reports it. ``places`` are the files, folders or lines that it is about, that
    which has to change first. ``url`` is the address that it is about. ``fate`` is what Next of this version and with
    this bundler makes of it: ``refused`` (the build ends), ``fails`` (the build passes, the server does not work),
    ``silent`` (something is not served, or another thing is, without a word) or ``said`` (a warning in the log).
    ``kind`` tells the cases of one check apart, ``names`` are what a message needs beside the places.
    """

    check: str
    places: tuple[At, ...]
    fate: Fate
    kind: str = ""
    url: str | None = None
    names: tuple[str, ...] = ()


class UnknownOption(Value, frozen=True, kw_only=True):
    """A key of the configuration that this version of Next does not know. ``until`` is the last minor version before it
    that knew the key, ``since`` the first later one that does; both ``None`` for a name that no version has."""

    name: str
    at: At
    since: str | None = None
    until: str | None = None


class NextApp(Value, frozen=True, kw_only=True):
    """``version`` is major, minor, patch of the Next that will build it; ``certain`` is false where no lockfile fixes
    it and it is the newest that the manifest allows, as far as we know. ``bundler`` is what ``next build`` uses here,
    by version and by the flags of the build script. ``config`` is ``None`` where there is no configuration.

    ``app_dir`` and ``pages_dir`` are the folders that Next reads (``src/app``), relative to the source root;
    ``ignored_dirs`` those that it does not although they look like routers. ``conventions`` maps the name of a
    convention beside the routers (``middleware``, ``proxy``, ``instrumentation``, ``mdx-components``) to the file that
    is used. ``page_extensions`` is ``None`` where the configuration does not let it be known; the routes are then those
    of the default extensions. ``conflicts`` are all that is wrong with the structure: the build is refused where one of
    them has that fate.
    """

    root: str
    version: tuple[int, int, int]
    certain: bool
    bundler: Bundler
    config: ConfigFile | None = None
    app_dir: str | None = None
    pages_dir: str | None = None
    ignored_dirs: tuple[str, ...] = ()
    page_extensions: tuple[str, ...] | None = ("tsx", "ts", "jsx", "js")
    routes: tuple[Route, ...] = ()
    conventions: dict[str, str] = {}
    conflicts: tuple[Conflict, ...] = ()

    @property
    def name(self) -> str:
        """Next with its version as a reader knows it (``Next.js 15.5``)."""
        return f"Next.js {self.version[0]}.{self.version[1]}"

    @property
    def builder(self) -> str:
        """Next with its version and its bundler (``Next.js 15.5 with webpack``)."""
        return f"{self.name} with {'Turbopack' if self.bundler == 'turbopack' else 'webpack'}"

    def conflicts_of(self, check: str) -> tuple[Conflict, ...]:
        """Give the conflicts that the check called ``check`` reports."""
        return tuple(each for each in self.conflicts if each.check == check)

    def at_least(self, major: int, minor: int = 0, patch: int = 0) -> bool:
        """Whether it is built by that version of Next or a later one."""
        return self.version >= (major, minor, patch)

    def option(self, *keys: str) -> Answer:
        """Say what its configuration has at ``keys``; without a configuration, nothing."""
        return Answer(state="absent") if self.config is None else self.config.get(*keys)
