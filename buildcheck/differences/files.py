"""Files on this disk that the build reads and that a clean checkout lacks, or that only this disk finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote
from typing import get_args

from buildcheck.differences.conventions import Role, role
from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import LocalFile
from buildcheck.model.project import renaming
from buildcheck.model.survey import Edge

_WEIGHTS: tuple[DifferenceWeight, ...] = get_args(DifferenceWeight)
_CONFIGURATION = re.compile(
    r"(?:next|vite|postcss|tailwind|babel|svelte|astro|contentlayer|velite|mdx|tsup)\.config\.[cm]?[jt]s|"
    r"\.babelrc|\.postcssrc(?:\.json)?|[jt]sconfig[\w.-]*\.json|prisma\.config\.ts|components\.json|\.npmrc|\.yarnrc\.yml"
)


def file_differences(sides: Sides) -> Iterator[Difference]:
    """Give one for each file that something imports, one for each configuration; all others are harmless."""
    read: dict[str, Edge] = {}
    for edges in sides.survey.edges.values():
        for edge in edges:
            if edge.outcome == "left-out" and edge.target is not None:
                read[edge.target] = min(read.get(edge.target, edge), edge, key=lambda each: _rank(each, sides))
            elif edge.outcome == "letter-case" and sides.machine.system.case_sensitive is False:
                yield _spelt(edge, sides)
    for target, edge in read.items():
        yield _imported(edge, target, sides)
    for file in sides.machine.files or ():
        if not any(f"{path}/".startswith(file.path.rstrip("/") + "/") for path in read):
            yield _lockfile(file, sides) if file.path in sides.survey.lockfiles_left_out else _other(file, sides)


def _imported(edge: Edge, target: str, sides: Sides) -> Difference:
    hiding, other = _hiding(target, sides), sides.project.source.other_spelling(target)
    weight = _weight(edge, sides)
    made = f"The install or the build makes it ({edge.generator})."
    why = f"git holds it as {other}" if other is not None else _why(hiding)
    return Difference(
        kind="file",
        weight=weight,
        subject=target,
        here=f"{target} is on this disk; {why}.",
        clean="It is not there." if other is None else f"It is {other} there, and upper and lower case differ.",
        consequence=made if _is_made(edge, sides) else f"{edge.at} can't find it.",
        close=None if weight == "harmless" else renaming(other, target) if other else _close(target, hiding, edge),
        at=edge.at,
    )


def _rank(edge: Edge, sides: Sides) -> int:
    """Of all that import a file, the one counts that stops the build: the first may be code that it never reads."""
    return _WEIGHTS.index(_weight(edge, sides))


def _weight(edge: Edge, sides: Sides) -> DifferenceWeight:
    breaks = sides.survey.breaks(edge)
    if _is_made(edge, sides) or breaks is None:
        return "harmless"
    return "may-break" if breaks == "perhaps" else "breaks"


def _is_made(edge: Edge, sides: Sides) -> bool:
    known = sides.survey.generators.get(edge.generator) if edge.generator is not None else None
    return known is not None and known.made is not False


def _hiding(path: str, sides: Sides) -> LocalFile | None:
    """Give the record that tells of ``path`` itself or of the nearest folder around it."""
    around = [
        each for each in sides.machine.files or () if path == each.path or path.startswith(each.path.rstrip("/") + "/")
    ]
    return max(around, key=lambda each: (each.rule is not None, len(each.path)), default=None)


def _why(hiding: LocalFile | None) -> str:
    if hiding is None or hiding.rule is None:
        return "it was never added to git"
    return f"{hiding.rule} ignores it (`{hiding.pattern}`)"


def _close(target: str, hiding: LocalFile | None, edge: Edge) -> str:
    if edge.generator is not None:
        return f"Run {edge.generator} in the build script, or commit what it makes."
    return _added(target, hiding)


def _added(target: str, hiding: LocalFile | None) -> str:
    if hiding is None or hiding.rule is None:
        return f"git add {quote(target)}"
    pattern = (hiding.pattern or "").strip("/")
    # A rule without a slash inside holds at every depth; one that begins with a slash holds at the top alone.
    anchored = "/" not in pattern and not target.startswith(f"{pattern}/") and "*" not in pattern
    narrower = f", for example to `/{pattern}/`" if anchored else f", so that it leaves {target} in"
    return f"Narrow the rule in {hiding.rule}{narrower}, then git add {quote(target)}."


def _spelt(edge: Edge, sides: Sides) -> Difference:
    here = f"This disk finds {edge.target} although {edge.at} spells it otherwise."
    close = f"Import it as {edge.target}."
    if edge.respelled and edge.target is not None and edge.wanted is not None:
        here = f"This disk has {edge.wanted}, as {edge.at} spells it; git holds it as {edge.target}."
        close = renaming(edge.target, edge.wanted)
    return Difference(
        kind="platform",
        weight="breaks" if sides.survey.breaks(edge) in ("bundle", "types") else "may-break",
        subject=f"{edge.importer} {edge.request.specifier}",
        here=here,
        clean="Upper and lower case differ there.",
        consequence=f"{edge.at} can't find it.",
        close=close,
        at=edge.at,
    )


def _lockfile(file: LocalFile, sides: Sides) -> Difference:
    """Give what decides versions here, and may decide which manager installs them."""
    others = [each.path for each in sides.project.lockfiles]
    rule = f"Take the rule out of {file.rule}, then: " if file.rule is not None else ""
    return Difference(
        kind="file",
        weight="changes" if others else "may-break",
        subject=file.path,
        here=f"{file.path} is on this disk; {_why(file)}.",
        clean=f"{', '.join(others)} decides instead." if others else "No lockfile is there.",
        consequence="Other versions are installed, or by another package manager.",
        close=f"{rule}git add {quote(file.path)}",
    )


def _other(file: LocalFile, sides: Sides) -> Difference:
    configuration = _CONFIGURATION.fullmatch(file.path.rpartition("/")[2]) is not None
    found = Role("may-break", "A tool of the build is configured otherwise.") if configuration else role(file, sides)
    weight, consequence = found or Role("harmless", "Nothing is known to read it.")
    return Difference(
        kind="file",
        weight=weight,
        subject=file.path,
        here=f"{file.path} is on this disk; {_why(file)}.",
        clean="It is not there.",
        consequence=consequence,
        close=None if weight == "harmless" else _added(file.path, file),
    )
