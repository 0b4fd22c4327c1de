"""Addresses of the app router -> what Next 16.1 and later refuse about them (``validateAppPaths``).

Port of build/validate-app-paths.ts and shared/lib/router/routes/app.ts of 16.4. It says less than `sorting`, which the
server still uses: what passes here and clashes there builds, and fails when it is served.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildcheck.survey.next.names import marker
from buildcheck.survey.next.sorting import Clash, Trouble


class _Parameter(NamedTuple):
    name: str
    repeats: bool = False
    optional: bool = False


def invalid_app_urls(urls: Iterable[str]) -> list[Clash]:
    """Give what is wrong with each of ``urls``, and which of them can't be told apart."""
    known = list(dict.fromkeys(urls))
    found = [clash for url in known for clash in _invalid(url, url)]
    return found or [*_same_specificity(known), *_ambiguous(known)]


def _segments(url: str) -> list[str]:
    return [each for each in url.split("/") if each]


def _parameter(segment: str) -> _Parameter | None:
    """``getSegmentParam``: a marker of interception before the brackets is passed over."""
    text = segment[len(marker(segment) or "") :]
    if text.startswith("[[...") and text.endswith("]]"):
        return _Parameter(text[5:-2], repeats=True, optional=True)
    if text.startswith("[...") and text.endswith("]"):
        return _Parameter(text[4:-1], repeats=True)
    return _Parameter(text[1:-1]) if text.startswith("[") and text.endswith("]") else None


def _invalid(path: str, url: str) -> Iterator[Clash]:
    """Look at one address; both halves of an intercepting one are looked at by themselves."""
    sign = next((found for each in _segments(path) if (found := marker(each))), None)
    if sign is not None:
        for half in path.split(sign, 1):
            yield from _invalid(half, url)
        return
    names: list[str] = []
    ended = False
    for segment in _segments(path):
        if ended:
            yield Clash("not-last", (url,), (segment,))
            return
        parameter = _parameter(segment)
        if parameter is None:
            continue
        trouble = _bad_name(parameter) or _bad_among(parameter.name, names)
        if trouble is not None:
            yield Clash(trouble, (url,), (segment,))
            return
        names.append(parameter.name)
        ended = parameter.repeats


def _bad_name(parameter: _Parameter) -> Trouble | None:
    name = parameter.name
    if not name:
        return "empty-name"
    if "…" in name:
        return "three-dot-character"
    if name.startswith("[") and name.endswith("]") and not parameter.optional:
        return "optional-segment"
    if name.startswith("[") or name.endswith("]"):
        return "extra-brackets"
    return "leading-period" if name.startswith(".") else None


def _bad_among(name: str, names: list[str]) -> Trouble | None:
    if name in names:
        return "name-twice"
    return "names-alike" if _plain(name) in map(_plain, names) else None


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name, flags=re.ASCII)


def _shape(segments: Iterable[str]) -> str:
    parts = []
    for each in segments:
        parameter = _parameter(each)
        parts.append(each.replace(parameter.name, "*", 1) if parameter else each)
    return "/" + "/".join(parts)


def _same_specificity(urls: list[str]) -> Iterator[Clash]:
    by_shape = {_shape(_segments(each)): each for each in urls}
    for url in urls:
        *before, last = _segments(url) or [""]
        parameter = _parameter(last)
        if parameter is not None and parameter.optional and (other := by_shape.get(_shape(before))) is not None:
            yield Clash("same-specificity", (other, url), (parameter.name,))


def _ambiguous(urls: list[str]) -> Iterator[Clash]:
    first: dict[str, str] = {}
    for url in urls:
        other = first.setdefault(_shape(_segments(url)), url)
        if other != url:
            yield Clash("names-differ", (other, url), _differing(other, url))


def _differing(one: str, other: str) -> tuple[str, ...]:
    """Give the names of the first segment in which two addresses of one shape differ."""
    pairs = zip(map(_parameter, _segments(one)), map(_parameter, _segments(other)), strict=True)
    return next(((a.name, b.name) for a, b in pairs if a and b and a.name != b.name), ())
