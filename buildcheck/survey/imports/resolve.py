"""One import -> where it leads, as the tool that builds the app resolves it.

What would make two tools differ is decided for the one that builds; where that tool can't be known, whatever any of
them would accept is accepted: a request counts as missing only where every one of them misses it.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from buildcheck.load.paths import join, parent
from buildcheck.model.module import ImportKind
from buildcheck.model.survey import Outcome
from buildcheck.model.value import Value
from buildcheck.survey.imports.aliases import Alias, BundlerAliases, any_matching, from_paths
from buildcheck.survey.imports.look import Lookup
from buildcheck.survey.imports.members import Members, internal, is_built, places
from buildcheck.survey.imports.specifier import Specifier, package_of, read_specifier
from buildcheck.survey.imports.tsconfig import TsConfig, TsConfigs

Tool = Literal["next", "vite", "other"]
Use = Literal["code", "javascript", "types", "style", "url"]

_USES: dict[ImportKind, Use] = {"type": "types", "style": "style", "url": "url"}


# What else Vite may read as TypeScript counts as such.
_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro", ".mdx")


# What the build makes for itself, and what the install does.
_NOT_SOURCE = frozenset({"node_modules", ".next", ".react-router", ".nuxt", ".astro"})


_STYLE_ENDINGS = (".css", ".scss", ".sass", ".less", ".js", ".ts", ".mjs")


class Resolution(Value, frozen=True, kw_only=True):
    """The part of an `Edge` that is the same for all imports of one text in one folder."""

    outcome: Outcome
    target: str | None = None
    wanted: str | None = None
    package: str | None = None
    subpath: str | None = None
    alias: str | None = None
    respelled: bool = False


_VIRTUAL = Resolution(outcome="virtual")
_UNKNOWN = Resolution(outcome="unknown")
_MISSING = Resolution(outcome="missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What resolution depends on: the files, the packages of the source, the configurations, and the tool that
    builds. ``root`` is the folder that this tool is run for, ``public`` its folder of files that are served as they
    are. ``js_for_ts`` says which importers may name ``x.ts`` as ``x.js``."""

    lookup: Lookup
    members: Members
    tsconfigs: TsConfigs
    aliases: BundlerAliases
    tool: Tool
    root: str
    public: str
    js_for_ts: Literal["all", "typescript", "none"] = "all"


class Resolver:
    """Resolves imports, each text once for each folder."""

    def __init__(self, setting: Setting) -> None:
        self._set = setting
        self._known: dict[tuple[str, str, Use], Resolution] = {}
        self._paths: dict[str, tuple[tuple[TsConfig, tuple[Alias, ...]], ...]] = {}

    def resolve(self, importer: str, specifier: str, kind: ImportKind = "import") -> Resolution:
        """Say where ``specifier``, written in the file ``importer``, leads."""
        folder = importer.rpartition("/")[0] or "."
        use = _USES.get(kind, "code")
        if use == "url" and importer.endswith((".css", ".scss", ".sass", ".less")):
            use = "style"
        if use == "code" and self._set.js_for_ts == "typescript" and not importer.endswith(_TYPESCRIPT):
            use = "javascript"
        key = (folder, specifier, use)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._resolve(folder, read_specifier(specifier), use)
        # Tailwind's `@source` names folders and patterns, and passes over what is not there.
        loose = kind == "style" and importer.endswith(".css") and not specifier.endswith(_STYLE_ENDINGS)
        return _VIRTUAL if loose and found.outcome == "missing" else found

    def _resolve(self, folder: str, wanted: Specifier, use: Use) -> Resolution:
        match wanted.kind:
            case "virtual":
                return _VIRTUAL
            case "builtin":
                return Resolution(outcome="builtin", package=wanted.text)
            case "relative":
                return self._at(posixpath.normpath(posixpath.join(folder, wanted.text)), use)
            case "absolute":
                return self._from_root(wanted.text.lstrip("/"), use)
            case _:
                return self._named(folder, wanted, use)

    def _at(self, place: str, use: Use) -> Resolution:
        """Resolve a path of the source, or of what lies beside it."""
        if place.startswith(".."):
            return _UNKNOWN
        if not _NOT_SOURCE.isdisjoint(place.split("/")):
            return _VIRTUAL
        found = self._look(place, use)
        if found.outcome == "missing" and use == "url" and self._set.lookup.tree.folder(place) is not None:
            return _VIRTUAL
        return found

    def _look(self, place: str, use: Use) -> Resolution:
        found = self._found(place, use)
        if found.outcome != "missing":
            return found
        source = self._set.lookup.source_of(place)
        if source is not None:
            return Resolution(outcome="missing", target=source, wanted=place)
        # A configuration that adds extensions decides over such a file.
        more = "xtensions" in self._set.aliases.text and place in self._set.lookup.tree.stems
        nested = f"{place}/package.json" in self._set.lookup.tree.files
        return _UNKNOWN if more or nested else Resolution(outcome="missing", wanted=place)

    def _found(self, place: str, use: Use, *, exact: bool = False) -> Resolution:
        js_for_ts = use in ("code", "types") and (use == "types" or self._set.js_for_ts != "none")
        found = self._set.lookup.look(place, styles=use == "style", exact=exact, js_for_ts=js_for_ts)
        return Resolution(outcome=found.found, target=found.target, wanted=found.wanted, respelled=found.respelled)

    def _from_root(self, text: str, use: Use) -> Resolution:
        """Resolve ``/x``: to Vite a path below its root or its public folder, to a browser a public file."""
        tries = [self._found(join(each, text), use) for each in (self._set.root, self._set.public)]
        for outcome in ("file", "letter-case", "left-out"):
            found = next((each for each in tries if each.outcome == outcome), None)
            if found is not None:
                return found
        if self._set.tool != "vite":
            return _UNKNOWN
        if use in ("style", "url"):
            return _VIRTUAL
        place = posixpath.normpath(join(self._set.root, text))
        return Resolution(outcome="missing", target=self._set.lookup.source_of(place), wanted=place)

    def _named(self, folder: str, wanted: Specifier, use: Use) -> Resolution:
        """Resolve what is no path: an alias, a package, the package's own names."""
        text = wanted.text.removeprefix("~") if use == "style" and not wanted.text.startswith("~/") else wanted.text
        if use in ("style", "url") and wanted.kind == "bare":
            # A style sheet's `url(x)` and `@import "x"` are relative before they are anything else.
            beside = self._at(posixpath.normpath(posixpath.join(folder, text)), use)
            if beside.outcome == "file" or use == "url":
                return beside if beside.outcome != "missing" else _VIRTUAL
        own = any_matching(self._set.aliases.own, text)
        if own is not None:
            return self._aliased(*own, use)
        by_paths = self._by_paths(folder, text, use)
        if by_paths is not None and by_paths.outcome != "missing":
            return self._as_the_tool_reads(by_paths, folder, text, use)
        if wanted.kind == "internal":
            return self._internal(folder, text, use) or by_paths or self._nowhere(folder, text)
        return self._package(folder, text, use, by_paths)

    def _aliased(self, alias: Alias, star: str, use: Use) -> Resolution:
        if alias.targets is None:
            return Resolution(outcome="unknown", alias=alias.pattern)
        tries = [self._at(posixpath.normpath(each.replace("*", star)), use) for each in alias.targets]
        best = min(tries, key=lambda each: _ORDER.index(each.outcome), default=_MISSING)
        return replace(best, alias=alias.pattern)

    def _by_paths(self, folder: str, text: str, use: Use) -> Resolution | None:
        """Resolve by the ``paths`` of the configurations that hold for ``folder``; ``None`` where none matches."""
        best: Resolution | None = None
        for _, aliases in self._configs(folder):
            matched = any_matching(aliases, text)
            found = self._aliased(*matched, use) if matched is not None else None
            if found is not None and (best is None or _ORDER.index(found.outcome) < _ORDER.index(best.outcome)):
                best = found
        return best

    def _configs(self, folder: str) -> tuple[tuple[TsConfig, tuple[Alias, ...]], ...]:
        """Give the configurations that may hold for ``folder``: the app's, then the nearest, with what they name."""
        known = self._paths.get(folder)
        if known is None:
            configs = self._set.tsconfigs
            tops = (configs.nearest(self._set.root), configs.nearest(folder))
            found = {each.path: each for top in tops if top is not None for each in configs.referenced(top)}
            known = tuple((each, from_paths(each.paths or {})) for each in found.values())
            self._paths[folder] = known
        return known

    def _as_the_tool_reads(self, found: Resolution, folder: str, text: str, use: Use) -> Resolution:
        """Take ``found`` back where only the type checker follows the ``paths`` that led there."""
        aliases = self._set.aliases
        if use == "types" or aliases.reads_paths is not False or self._set.tool != "vite":
            return found
        named = package_of(text)
        if named is not None and named[0] in self._set.members.declared:
            return self._package(folder, text, use, None)
        return replace(found, outcome="missing")

    def _internal(self, folder: str, text: str, use: Use) -> Resolution | None:
        """Resolve ``#name`` by the ``imports`` of the package that ``folder`` is part of."""
        owner = self._set.members.owner(folder)
        found = internal(owner, text, types=use == "types") if owner is not None else None
        if owner is None or found is None:
            return None
        tries = []
        for each in found:
            if not each.startswith("."):
                return self._package(folder, each, use, None)
            place = posixpath.normpath(posixpath.join(parent(owner.path), each))
            tries.append(self._found(place, use, exact=True))
        best = min(tries, key=lambda each: _ORDER.index(each.outcome), default=_MISSING)
        return replace(best, alias=text.partition("/")[0])

    def _package(self, folder: str, text: str, use: Use, by_paths: Resolution | None) -> Resolution:
        named = package_of(text)
        if named is None:
            return by_paths if by_paths is not None and by_paths.alias != "*" else self._nowhere(folder, text)
        name, subpath = named
        if name in self._set.members.by_name:
            return self._member(name, subpath, use)
        if name not in self._set.members.declared:
            if by_paths is not None and by_paths.alias != "*":
                return by_paths
            beside = self._from_base(folder, text, use)
            if beside is not None:
                return beside
            if use != "types" and self._set.aliases.has_key(name):
                return Resolution(outcome="unknown", package=name, subpath=subpath or None)
        return Resolution(outcome="package", package=name, subpath=subpath or None)

    def _from_base(self, folder: str, text: str, use: Use) -> Resolution | None:
        """Resolve below a ``baseUrl``, ``None`` where nothing of that name is there."""
        for config, _ in self._configs(folder):
            if config.base_url is None:
                continue
            found = self._at(posixpath.normpath(join(config.base_url, text)), use)
            if found.outcome not in ("missing", "unknown"):
                return self._as_the_tool_reads(replace(found, alias="baseUrl"), folder, text, use)
        return None

    def _member(self, name: str, subpath: str, use: Use) -> Resolution:
        """Resolve a package whose code is in the source. Files that its own build makes are not known."""
        manifest = self._set.members.by_name[name]
        known = Resolution(outcome="unknown", package=name, subpath=subpath or None)
        wanted = places(manifest, subpath, types=use == "types")
        if wanted is None:
            return replace(known, outcome="missing")
        exact = "exports" in manifest.raw
        tries = [self._found(each, use, exact=exact) for each in wanted]
        best = min(tries, key=lambda each: _ORDER.index(each.outcome))
        if best.outcome != "file" and (is_built(manifest) or not exact):
            return known
        return replace(best, package=known.package, subpath=known.subpath, wanted=best.wanted or wanted[0])

    def _nowhere(self, folder: str, text: str) -> Resolution:
        """Say that no rule leads from ``text`` anywhere, unless there are rules that can't be read."""
        incomplete = any(not config.complete and config.paths is None for config, _ in self._configs(folder))
        if self._set.tool == "other" or incomplete or self._set.aliases.may_name(text):
            return _UNKNOWN
        return _MISSING


_ORDER: tuple[Outcome, ...] = (
    "file", "package", "builtin", "virtual", "letter-case", "left-out", "unknown", "missing"
)  # fmt: skip
