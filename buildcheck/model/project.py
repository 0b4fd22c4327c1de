"""What the project declares and contains: the output of `load`, and all that a plan may be made from."""

from __future__ import annotations

import re
from shlex import quote
from typing import Any, Literal

from buildcheck.model.environment import EnvFile, EnvLine
from buildcheck.model.value import At, Value

ManagerName = Literal["npm", "pnpm", "yarn", "bun"]
Section = Literal["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"]
SourceKind = Literal["working-tree", "head", "folder"]


class Entry(Value, frozen=True, kw_only=True):
    """One file of the clean source.

    ``path`` is relative to the source root; bytes that are not UTF-8 are kept as surrogate escapes (PEP 383), so that
    ``os.fsencode(path)`` gives the name on disk back. ``target`` is set for symbolic links only. ``size`` is in bytes.
    """

    path: str
    kind: Literal["file", "symlink"]
    size: int
    executable: bool = False
    target: str | None = None


class Remark(Value, frozen=True, kw_only=True):
    """Something `load` left out of the clean source, or noticed in it, in words for a person.

    ``kind`` is a stable slug: ``skipped-special`` (FIFO, socket, device), ``skipped-unsafe`` (a name that leads out),
    ``large-file`` (1 GiB or more; kept), ``left-out`` (made by tools, in a folder without a ``.gitignore``),
    ``symlink-outside``, ``missing-on-disk`` (tracked, deleted in the working tree), ``submodule``, ``gitlink``,
    ``lfs-pointer``, ``crlf-script``, ``not-utf8-name``, ``unreadable``, ``lockfile-unreadable``,
    ``settings-unreadable``, ``second-manifest`` (beside package.json).
    """

    kind: str
    path: str
    message: str


class IndexEntry(Value, frozen=True, kw_only=True):
    """A file as git has it. ``mode`` is octal text (``100644``, ``100755``, ``120000``, ``160000``)."""

    path: str
    mode: str
    oid: str


class Source(Value, frozen=True, kw_only=True):
    """What a clean checkout would hold.

    ``root`` is the absolute folder on this machine that ``entries`` are read from: the top of the git checkout, a
    temporary copy of HEAD (``kind="head"``), or the folder itself. ``commit`` is the full hash of HEAD, ``None``
    outside git, and ``commit_object`` what git stores for it (author, date, message), up to 64 KiB. ``modified``
    counts tracked files that differ from HEAD, ``untracked`` names files on disk that a clean checkout would lack
    (ignored ones not included, at most 1,000 of them). ``index`` is what git holds, submodules included: the index of a
    work tree, the tree of HEAD; ``None`` outside git. ``checkout`` is the folder of the checkout where ``root`` is a
    copy of HEAD.
    """

    kind: SourceKind
    root: str
    entries: tuple[Entry, ...]
    commit: str | None = None
    commit_object: bytes | None = None
    branch: str | None = None
    modified: int | None = None
    untracked: tuple[str, ...] = ()
    index: tuple[IndexEntry, ...] | None = None
    remarks: tuple[Remark, ...] = ()
    checkout: str | None = None

    def other_spelling(self, path: str) -> str | None:
        """Give what git holds instead of ``path`` that differs from it in upper and lower case alone."""
        folded = path.casefold()
        tracked = [each.path for each in self.index or () if each.path.casefold() == folded]
        return next(iter(tracked), None) if path not in tracked else None


class Requirement(Value, frozen=True, kw_only=True):
    """A dependency as a manifest states it: ``spec`` is the text as written (``^15.0.0``, ``workspace:*``, a URL)."""

    name: str
    spec: str
    section: Section
    at: At | None = None


class Manifest(Value, frozen=True, kw_only=True):
    """A ``package.json``. ``raw`` keeps the keys that package managers read and that have no field of their own
    (``pnpm``, ``overrides``, ``resolutions``, ``trustedDependencies``, ``allowScripts``, ``dependenciesMeta``…).
    ``lines`` are the lines of keys by their dotted names (``scripts.build``), as far as they were wanted."""

    path: str
    name: str | None = None
    version: str | None = None
    scripts: dict[str, str] = {}
    lines: dict[str, int] = {}
    requirements: tuple[Requirement, ...] = ()
    engines: dict[str, str] = {}
    package_manager: str | None = None
    workspaces: tuple[str, ...] | None = None
    raw: dict[str, Any] = {}

    def requirement(self, name: str) -> Requirement | None:
        """Give the requirement called ``name``, a production one before a development one."""
        return next((each for each in self.requirements if each.name == name), None)

    def at(self, *keys: str) -> At:
        """Give the place of a key, or of the file where the key's line is not known."""
        return At(path=self.path, line=self.lines.get(".".join(keys)))


class LockedPackage(Value, frozen=True, kw_only=True):
    """A package as a lockfile fixes it.

    ``path`` is where npm would put it (``node_modules/a/node_modules/b``), ``None`` for the other managers.
    ``host`` is the ``host[:port]`` that it is downloaded from, ``None`` when the lockfile does not say.
    ``wants_scripts`` is what the lockfile records about install scripts, ``None`` when that format does not record it.
    ``specs`` and ``peer_specs`` are what it requires, with the specifiers (without what is optional), where npm, Yarn 2
    and later or Bun record it; ``bundled`` says that it lies in another package's tarball,
    ``bundles`` what lies in its own.
    ``bins`` are the commands that it provides, ``requires`` the names that it depends on (optional ones as well) and
    ``peers`` those that it wants from whoever uses it (without optional ones); ``None`` where it is not recorded.
    """

    name: str
    version: str
    path: str | None = None
    host: str | None = None
    wants_scripts: bool | None = None
    engines_node: str | None = None
    os: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()
    dev: bool | None = None
    optional: bool | None = None
    specs: dict[str, str] = {}
    peer_specs: dict[str, str] = {}
    bundled: bool = False
    bundles: tuple[str, ...] = ()
    bins: tuple[str, ...] | None = None
    requires: tuple[str, ...] | None = None
    peers: tuple[str, ...] | None = None


class Lockfile(Value, frozen=True, kw_only=True):
    """A lockfile. ``format`` is the version that it states of itself (npm ``"3"``, pnpm ``"9.0"``, Yarn ``"1"`` for
    classic and the ``__metadata.version`` for berry, Bun ``"text-1"`` or ``"binary"``); ``packages`` is ``None`` where
    it can't be read (Bun's binary form). ``hosts`` are all ``host[:port]`` that it downloads from.
    ``importers`` maps a workspace folder (``"."`` for the root) to what the lockfile believes its manifest requires:
    name to specifier; ``None`` where the format does not record it. ``manifests`` holds by the same folders all that it
    records of them, and ``records`` its other entries (``overrides``, ``settings`` …), both as they are written.
    ``descriptors`` are the requirements that Yarn resolves, as ``name@spec``; ``links`` leads from the places in npm's
    tree that are links to their folders, ``places`` from Bun's to ``name@version``.
    ``isolates``: it asks for a layout in which a package finds only what it declares (Bun, in a workspace)."""

    manager: ManagerName
    path: str
    format: str
    packages: tuple[LockedPackage, ...] | None = None
    hosts: tuple[str, ...] = ()
    importers: dict[str, dict[str, str]] | None = None
    manifests: dict[str, dict[str, Any]] = {}
    records: dict[str, Any] = {}
    descriptors: frozenset[str] = frozenset()
    links: dict[str, str] = {}
    places: dict[str, str] = {}
    isolates: bool = False

    def is_readable_by(self, version: str) -> bool:
        """Whether the manager that owns it, in ``version``, installs with it frozen (observed: ``tests/locks``). True
        where that is not known."""
        major, minor = (int(each) if each.isdigit() else 0 for each in f"{version}.0".split(".")[:2])
        stated = self.format.removeprefix("text-").partition(".")[0]
        number = int(stated) if stated.isdigit() else None
        match self.manager:
            case "npm":
                return number != 3 or major >= 7
            case "pnpm":
                readers = {5: (1, 7), 6: (8, 9), 7: (9, 9), 9: (9, 99)}
                first, last = readers.get(number or 0, (0, 99))
                return first <= major <= last
            case "yarn":
                return number is None or number in _yarn_formats(major, minor)
            case "bun":
                needed = {1: (1, 2), 2: (1, 4)}.get(number or 0, (0, 0))
                return (major, minor) >= needed

    def versions(self, name: str) -> tuple[str, ...]:
        """Give the locked versions of ``name``, the one at the top of the tree first."""
        found = [each for each in self.packages or () if each.name == name]
        found.sort(key=lambda each: len(each.path or ""))
        return tuple(dict.fromkeys(each.version for each in found))


def _yarn_formats(major: int, minor: int) -> range:
    """Give the formats that a version of Yarn takes as they are: those that it writes itself."""
    if major < 4:
        return {2: range(4, 6), 3: range(4, 8)}.get(major, range(1, 2))
    return range(8, 9) if minor < 14 else range(10, 100) if minor > 14 else range(8, 100)


class Setting(Value, frozen=True, kw_only=True):
    """One line of a package manager's own configuration in the project (``.npmrc``, ``.yarnrc.yml``, ``bunfig.toml``,
    ``pnpm-workspace.yaml``). Values of keys that hold credentials are never read: they are ``None``."""

    file: str
    key: str
    value: str | None
    at: At


class NodePin(Value, frozen=True, kw_only=True):
    """A place where the project says which Node it wants. ``by`` is the kind of place: ``engines.node``, ``.nvmrc``,
    ``.node-version``, ``.tool-versions``, ``mise.toml``, ``volta.node``, ``devEngines.runtime``, ``Dockerfile``."""

    by: str
    value: str
    at: At


class IgnoreRule(Value, frozen=True, kw_only=True):
    """A line of a ``.gitignore`` of the source: ``pattern`` as written, ``expression`` the regular expression that it
    stands for (over paths relative to the folder of the file), ``ignores`` false for a line that begins with ``!``."""

    at: At
    pattern: str
    expression: str
    ignores: bool = True


def ignoring(path: str, rules: tuple[IgnoreRule, ...]) -> IgnoreRule | None:
    """Give the rule for which git leaves ``path`` out: the last one that matches decides."""
    for rule in reversed(rules):
        folder = rule.at.path.rpartition("/")[0]
        if folder and not path.startswith(f"{folder}/"):
            continue
        if re.search(rule.expression, path.removeprefix(f"{folder}/") if folder else path):
            return rule if rule.ignores else None
    return None


def renaming(tracked: str, name: str) -> str:
    """Give the commands by which git takes a file under another spelling. ``git mv`` alone refuses where the disk tells
    upper from lower case and the file was renamed already."""
    return f"git rm --cached {quote(tracked)} && git add {quote(name)}"


class Framework(Value, frozen=True, kw_only=True):
    """The framework that builds the app: ``next``, ``vite``, or another one named by its package. ``version`` is the
    locked version, ``spec`` what the manifest asks for, ``config`` the path of its configuration file."""

    name: str
    spec: str | None = None
    version: str | None = None
    config: str | None = None
    routers: tuple[Literal["app", "pages"], ...] = ()


class Suppression(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings that the project wants out of the way: those of ``check`` (an id) in files that match ``path`` (a
    pattern as in ``.gitignore``; without one, everywhere). The ``reason`` is shown in every report."""

    check: str
    reason: str
    path: str | None = None


class Configuration(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ``buildcheck.toml``, or the ``buildcheck`` key of package.json, says. ``file`` is where it stands."""

    file: str | None = None
    ignore: tuple[Suppression, ...] = ()


class Project(Value, frozen=True, kw_only=True):
    """A project, read and never run.

    ``app`` is the folder to build and ``install_root`` the folder to install in (the root of the workspace that the
    app belongs to, or the app itself), both relative to ``source.root`` with ``"."`` for the root itself.
    ``members`` are the folders of all workspace packages. ``google_fonts`` names the files that import
    ``next/font/google``. ``env_files`` gives the names of variables by env file, ``env`` the same with
    lines and shapes; values are never kept.
    ``ignore_rules`` are in git's order: a later one that matches wins.
    """

    source: Source
    app: str
    install_root: str
    manifest: Manifest
    root_manifest: Manifest
    members: tuple[str, ...] = ()
    member_manifests: tuple[Manifest, ...] = ()
    lockfiles: tuple[Lockfile, ...] = ()
    settings: tuple[Setting, ...] = ()
    node_pins: tuple[NodePin, ...] = ()
    framework: Framework | None = None
    google_fonts: tuple[At, ...] = ()
    env_files: dict[str, tuple[str, ...]] = {}
    env: tuple[EnvFile, ...] = ()
    ignore_rules: tuple[IgnoreRule, ...] = ()
    configuration: Configuration = Configuration()

    @property
    def required(self) -> frozenset[str]:
        """The names of the packages that the app, or the root of its workspace, asks for."""
        return frozenset(each.name for file in (self.manifest, self.root_manifest) for each in file.requirements)

    def production_env(self) -> dict[str, EnvLine]:
        """Give, by name, the lines of env files that count in the production build of a clean checkout: the first file
        that sets a variable wins, and in a file the last line."""
        found: dict[str, EnvLine] = {}
        read = [each for each in self.env if each.order is not None and each.unreadable is None]
        for file in sorted(read, key=lambda each: each.order or 0):
            found = {line.name: line for line in file.lines} | found
        return found
