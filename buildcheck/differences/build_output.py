"""What an earlier build made here beside what the clean build made: routes, form, bundler, the files for browsers.

Code of the server is not compared: it holds the absolute paths of the folder that it was built in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote

from buildcheck.differences.sides import Sides
from buildcheck.model.build import Build
from buildcheck.model.built_app import CLIENT, EXPORTED, STANDALONE, Bundler, OutputMode, bundler_of
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import LocalFile, LocalOutput

_OF_BUILD = r"(?:_buildManifest|_ssgManifest|_middlewareManifest|_clientMiddlewareManifest)\b"
NORMALISERS: tuple[tuple[str, str, str], ...] = (
    ("build id", rf"^{CLIENT}[^/]+(?=/{_OF_BUILD})", f"{CLIENT}[build]"),
    ("content hash", r"(?<![0-9A-Za-z])[0-9a-f]{8,}(?![0-9A-Za-z])", "[hash]"),
)
"""What differs between any two builds in the name of a file, with a name for each: pattern, and what stands for it."""

_PATTERNS = [(re.compile(pattern), put) for _, pattern, put in NORMALISERS]
_EXPLAINED = frozenset({"next", "react", "react-dom"})
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a build made, as far as both sides can tell it. ``client`` are sizes by path."""

    client: Mapping[str, int]
    mode: OutputMode | None
    bundler: Bundler | None


def output_differences(sides: Sides) -> Iterator[Difference]:
    """Give them. An earlier build that is older than the source says nothing, and its differences are harmless."""
    here, build = sides.machine.output, sides.build
    if here is None or build is None or build.failed is not None:
        return
    yield from _routes(here, build, sides)
    there = _made(build, here.path)
    if there is None:
        return
    ours = _Made(client=here.client, mode=here.mode, bundler=here.bundler)
    if ours.mode != there.mode:
        yield _of_form("output mode", ours.mode or "server", there.mode or "server", here)
    if ours.bundler != there.bundler and ours.bundler is not None and there.bundler is not None:
        yield _of_form("bundler", ours.bundler, there.bundler, here)
    elif ours.client and there.client:
        yield from _client(ours, there, sides)


def normalised(path: str) -> str:
    """Give the path of a file for browsers without what differs between any two builds."""
    for pattern, put in _PATTERNS:
        path = pattern.sub(put, path)
    return path


def _made(build: Build, folder: str) -> _Made | None:
    """Give what the clean build made in ``folder``, ``None`` where that was not collected."""
    below = {
        each.path.removeprefix(f"{folder}/"): each.size
        for each in build.artefacts or ()
        if each.path.startswith(f"{folder}/")
    }
    if "BUILD_ID" not in below:
        return None
    client = {path: size for path, size in below.items() if path.startswith(CLIENT)}
    standalone: OutputMode | None = "standalone" if any(each.startswith(f"{STANDALONE}/") for each in below) else None
    return _Made(client=client, mode="export" if EXPORTED in below else standalone, bundler=bundler_of(client))


def _routes(here: LocalOutput, build: Build, sides: Sides) -> Iterator[Difference]:
    if here.app is None or build.app is None:
        return
    entries = {each.url: each.entry for each in here.app.routes}
    theirs = {each.url for each in build.app.routes}
    for url in sorted(entries.keys() ^ theirs):
        only_here = url in entries
        file = _file_of(entries[url], sides.machine.files or ()) if only_here else None
        yield Difference(
            kind="build-output",
            weight=_weight(here),
            subject=url,
            here="The earlier build has this route." if only_here else "The earlier build lacks this route.",
            clean="The clean build lacks it." if only_here else "The clean build has it.",
            consequence=_because(here, "The two builds were not made of the same files, or not in the same way."),
            close=_close(here, file),
        )


def _file_of(entry: str, files: tuple[LocalFile, ...]) -> LocalFile | None:
    """Give the file that a clean checkout lacks and that makes the route ``entry`` (``/blog/page``, ``/about``)."""
    for file in files:
        stem = re.sub(r"\.\w+$", "", file.path) if not file.path.endswith("/") else None
        if stem is not None and re.search(rf"(?:^|/)(?:app|pages){re.escape(entry)}$", stem):
            return file
        if stem is None and re.search(r"(?:^|/)(?:app|pages)(/.+/)$", file.path):
            folder = re.sub(r"^(?:.*/)?(?:app|pages)(?=/)", "", file.path)
            if f"{entry}/".startswith(folder):
                return file
    return None


def _close(here: LocalOutput, file: LocalFile | None) -> str | None:
    if here.older:
        return None
    if file is None:
        return "Build again here; if it stays, look for its file among those that git lacks."
    added = f"git add {quote(file.path)}"
    return added if file.rule is None else f"Narrow the rule in {file.rule}, then {added}."


def _of_form(subject: str, ours: str, theirs: str, here: LocalOutput) -> Difference:
    return Difference(
        kind="build-output",
        weight=_weight(here),
        subject=subject,
        here=f"The earlier build has {ours}.",
        clean=f"The clean build has {theirs}.",
        consequence=_because(here, "The two are built, and served, in another way."),
        close=None if here.older else "Build here as the build script does, without further options.",
    )


def _client(ours: _Made, theirs: _Made, sides: Sides) -> Iterator[Difference]:
    """Give at most one: names that only one side has, and names that stand for other contents. Next writes a hash of a
    file's content into its name."""
    left, right = _by_name(ours.client), _by_name(theirs.client)
    only_here, only_there = sorted(left.keys() - right.keys()), sorted(right.keys() - left.keys())
    other = sorted(name for name in left.keys() & right.keys() if left[name] != right[name])
    if not (only_here or only_there or other):
        return
    here = sides.machine.output
    if here is None:
        return
    explained = _explained(sides)
    weight: DifferenceWeight = "harmless" if explained is not None or here.older else "changes"
    yield Difference(
        kind="build-output",
        weight=weight,
        subject="files for browsers",
        here=_listed(ours, only_here),
        clean=_listed(theirs, only_there),
        consequence=_because(here, explained or _contents(other)),
        close=None if weight == "harmless" else "Build again here from the same commit and the lockfile's packages.",
    )


def _by_name(client: Mapping[str, int]) -> dict[str, frozenset[str]]:
    """Give the hashes that each normalised name stands for. Those of the build id have no hash: they count as one."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in client:
        name = normalised(path)
        found[name].add("" if "[build]" in name else path)
    return {name: frozenset(paths) for name, paths in found.items()}


def _explained(sides: Sides) -> str | None:
    """Say what makes the contents differ without a cause of its own: values that the clean build was given."""
    given = set(sides.build.variables if sides.build is not None else ())
    variables = sides.survey.environment.variables
    if any(read.inlined for name in given & variables.keys() for read in variables[name].reads):
        return "Values of variables are written into them, and the clean build was given others."
    tree = sides.machine.tree
    if tree is not None and any(each.name in _EXPLAINED for each in tree.different):
        return "They are built with other versions of the framework."
    return None


def _listed(made: _Made, only: list[str]) -> str:
    count = f"{len(made.client):,} files, {sum(made.client.values()):,} bytes"
    return f"{count}; on this side alone {_some(only)}." if only else f"{count}."


def _contents(other: list[str]) -> str:
    return f"{len(other):,} have other contents: {_some(other)}." if other else "They are cut into other files."


def _some(names: list[str]) -> str:
    rest = f" and {len(names) - _MOST:,} more" if len(names) > _MOST else ""
    return ", ".join(each.removeprefix(CLIENT) for each in names[:_MOST]) + rest


def _weight(here: LocalOutput) -> DifferenceWeight:
    return "harmless" if here.older else "changes"


def _because(here: LocalOutput, words: str) -> str:
    return "The source was changed after the earlier build." if here.older else words
