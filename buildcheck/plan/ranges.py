"""npm version ranges: text in, the comparators that it stands for out, and versions tried against them.

Node versions, package managers and frameworks are all asked for in npm's range language, which no kept Python library
reads. The grammar and each rewriting rule follow the documentation of node-semver ("Ranges" and "Advanced Range
Syntax"); ordering of versions is left to the `semver` package. ``tests/plan/test_ranges.py`` holds this file against
npm's own implementation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import semver

_LONGEST = 256
"""node-semver refuses longer text (MAX_LENGTH); it also keeps hostile input cheap."""
_LARGEST = 2**53 - 1
"""node-semver refuses larger numbers (Number.MAX_SAFE_INTEGER)."""

_IDENTIFIER = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_PART = r"(?:0|[1-9]\d*|[xX*])"
_PARTIAL = (
    rf"[v=\s]*(?P<major>{_PART})(?:\.(?P<minor>{_PART})(?:\.(?P<patch>{_PART})"
    rf"(?:-(?P<pre>{_IDENTIFIER}(?:\.{_IDENTIFIER})*))?)?)?"
)
_COMPARATOR = re.compile(rf"(?P<op>\^|~>?|[<>]=?|=|){_PARTIAL}", re.ASCII)
_SIMPLE = re.compile(r"(?P<op>\^|~>?|[<>]=?|=)\s+", re.ASCII)
_BUILD = re.compile(r"\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*", re.ASCII)
_HYPHEN = re.compile(r"(?P<low>\S+)\s+-\s+(?P<high>\S+)", re.ASCII)


class Comparator(NamedTuple):
    """One primitive comparison; ``op`` is one of ``< <= > >= =``."""

    op: str
    version: semver.Version


Range = tuple[tuple[Comparator, ...], ...]
"""Alternatives (``||``), each of comparators that must all hold; an empty alternative holds for every release."""


class _Partial(NamedTuple):
    """A version of which only the leading parts may be given: ``1``, ``1.x`` and ``1.2`` leave the rest ``None``."""

    major: int | None
    minor: int | None
    patch: int | None
    pre: str | None


def parse_version(text: str) -> semver.Version | None:
    """Read an exact version, with or without a leading ``v`` or ``=``; ``None`` when it is none."""
    bare = text.strip().lstrip("v=").strip()
    if len(bare) > _LONGEST or not semver.Version.is_valid(bare):
        return None
    version = semver.Version.parse(bare)
    return version if max(version.to_tuple()[:3]) <= _LARGEST else None


@lru_cache(maxsize=4096)
def parse_range(text: str) -> Range | None:
    """Read an npm range; ``None`` when npm would call it invalid."""
    if len(text) > _LONGEST:
        return None
    alternatives = [_alternative(each.strip()) for each in _BUILD.sub("", text).split("||")]
    if any(each is None for each in alternatives):
        return None
    if () in alternatives:
        return ((),)  # npm reduces "anything, or…" to anything, which leaves out pre-releases named by the rest
    return tuple(each for each in alternatives if each is not None)


def satisfies(version: str, wanted: str) -> bool:
    """Tell whether ``version`` is in the range ``wanted``; an invalid version or range is never satisfied."""
    parsed, ranges = parse_version(version), parse_range(wanted)
    return parsed is not None and ranges is not None and _in_range(parsed, ranges)


def highest(versions: Iterable[str], wanted: str) -> str | None:
    """Give the highest of ``versions`` that is in the range ``wanted``, ``None`` when none is."""
    fitting = [each for each in versions if satisfies(each, wanted)]
    return max(fitting, key=semver.Version.parse, default=None)


def lowest(wanted: str) -> semver.Version | None:
    """Give the lowest release that the range ``wanted`` is sure to hold; ``None`` when there is none or it is open
    below (``*``, ``<2``)."""
    bounds = [
        each.version if each.op != ">" else each.version.bump_patch()
        for comparators in parse_range(wanted) or ()
        for each in comparators
        if each.op in (">", ">=", "=")
    ]
    return min((each for each in bounds if satisfies(str(each), wanted)), default=None)


def _in_range(version: semver.Version, ranges: Range) -> bool:
    return any(_in_all(version, each) for each in ranges)


def _in_all(version: semver.Version, comparators: tuple[Comparator, ...]) -> bool:
    if not all(_holds(version, each) for each in comparators):
        return False
    if version.prerelease is None:
        return True
    # A pre-release is only offered to those who named a pre-release of the same release.
    triple = version.to_tuple()[:3]
    return any(each.version.prerelease is not None and each.version.to_tuple()[:3] == triple for each in comparators)


def _holds(version: semver.Version, comparator: Comparator) -> bool:
    order = version.compare(comparator.version)
    wanted = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,)}
    return order in wanted[comparator.op]


def _alternative(text: str) -> tuple[Comparator, ...] | None:
    """Read comparators separated by spaces, or one hyphen range."""
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen is not None:
        return _hyphen(hyphen["low"], hyphen["high"])
    found: list[Comparator] = []
    for word in _SIMPLE.sub(r"\g<op>", text).split():
        comparators = _word(word)
        if comparators is None:
            return None
        found.extend(comparators)
    return tuple(found)


def _word(word: str) -> tuple[Comparator, ...] | None:
    match = _COMPARATOR.fullmatch(word)
    partial = _partial(match)
    if match is None or partial is None:
        return None
    op = match["op"]
    if op == "^":
        return _caret(partial)
    if op in ("~", "~>"):
        return _tilde(partial)
    return None if _number_after_x(match) else _primitive(op, partial)


def _number_after_x(match: re.Match[str]) -> bool:
    """Tell ``x.1`` and ``1.x.2``, which node-semver calls invalid unless ``^`` or ``~`` leads."""
    wild = [text is None or not text.isdigit() for text in (match["major"], match["minor"])]
    return (wild[0] and not wild[1]) or (wild[1] and (match["patch"] or "").isdigit())


def _partial(match: re.Match[str] | None) -> _Partial | None:
    """Read the parts of a version; those after an ``x`` count as not given, as in npm."""
    if match is None:
        return None
    numbers: list[int | None] = []
    for name in ("major", "minor", "patch"):
        text = match[name]
        known = text is not None and text.isdigit() and None not in numbers
        numbers.append(int(text) if known else None)
    if any(each is not None and each > _LARGEST for each in numbers):
        return None
    major, minor, patch = numbers
    return _Partial(major, minor, patch, match["pre"] if patch is not None else None)


def _version(major: int, minor: int = 0, patch: int = 0, pre: str | None = None) -> semver.Version:
    return semver.Version(major, minor, patch, pre)


def _lowest(partial: _Partial) -> semver.Version:
    return _version(partial.major or 0, partial.minor or 0, partial.patch or 0, partial.pre)


def _between(low: semver.Version, high: tuple[int, int, int]) -> tuple[Comparator, ...]:
    """From ``low`` up to, not including, the first pre-release of ``high``: ``1.3.0-beta`` is not in ``~1.2``."""
    return Comparator(">=", low), Comparator("<", _version(*high, "0"))


def _caret(partial: _Partial) -> tuple[Comparator, ...]:
    """``^`` allows what does not change the leftmost part that is not zero."""
    major, minor, patch, _ = partial
    if major is None:
        return ()
    if major > 0 or minor is None:
        return _between(_lowest(partial), (major + 1, 0, 0))
    if minor > 0 or patch is None:
        return _between(_lowest(partial), (0, minor + 1, 0))
    return _between(_lowest(partial), (0, 0, patch + 1))


def _tilde(partial: _Partial) -> tuple[Comparator, ...]:
    """``~`` allows patches when a minor part is given, minor releases when not."""
    if partial.major is None:
        return ()
    if partial.minor is None:
        return _between(_lowest(partial), (partial.major + 1, 0, 0))
    return _between(_lowest(partial), (partial.major, partial.minor + 1, 0))


def _primitive(op: str, partial: _Partial) -> tuple[Comparator, ...]:
    if partial.major is None:
        nothing = (Comparator("<", _version(0, pre="0")),)
        return nothing if op in ("<", ">") else ()
    if partial.patch is not None:
        return (Comparator(op or "=", _lowest(partial)),)
    after = (partial.major + 1, 0, 0) if partial.minor is None else (partial.major, partial.minor + 1, 0)
    if op == ">":
        return (Comparator(">=", _version(*after)),)
    if op == "<=":
        return (Comparator("<", _version(*after, "0")),)
    if op == "<":
        return (Comparator("<", _version(partial.major, partial.minor or 0, pre="0")),)
    if op == ">=":
        return (Comparator(">=", _lowest(partial)),)
    return _between(_lowest(partial), after)


def _hyphen(low: str, high: str) -> tuple[Comparator, ...] | None:
    bottom, top = (_partial(re.fullmatch(_PARTIAL, each, re.ASCII)) for each in (low, high))
    if bottom is None or top is None:
        return None
    lower = () if bottom.major is None else (Comparator(">=", _lowest(bottom)),)
    return lower + (() if top.major is None else _primitive("<=", top))
