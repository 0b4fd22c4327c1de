"""An npm project without some of its packages: manifests and lockfile in, both in step with each other out.

``npm ci`` refuses a lockfile that says more or less than the manifests, so what only a removed package needed goes as
well. Format: npm's manual, package-lock.json, `packages`; places are resolved as Node finds modules, from the folder of
who requires up to the root.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

SECTIONS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")

Document = dict[str, Any]


def manifest_without(manifest: Document, names: Collection[str]) -> Document:
    """Give a ``package.json`` that does not require ``names``."""
    return _without(manifest, names)


def lock_without(lock: Document, names: Collection[str]) -> Document:
    """Give a lockfile (version 2 or 3) of manifests that do not require ``names``."""
    packages: dict[str, Document] = {
        place: _without(each, names) if _is_own(place) else each
        for place, each in lock.get("packages", {}).items()
        if isinstance(each, dict)
    }
    reached = set(_reached(packages))
    # The old form of the same, which version 2 has for npm 6: newer ones do without it.
    rest = {key: value for key, value in lock.items() if key != "dependencies"}
    return rest | {"packages": {place: each for place, each in packages.items() if place in reached}}


def _without(document: Document, names: Collection[str]) -> Document:
    result = dict(document)
    for section in SECTIONS:
        if isinstance(found := result.get(section), dict):
            left = {name: spec for name, spec in found.items() if name not in names}
            result = (
                {**result, section: left} if left else {key: each for key, each in result.items() if key != section}
            )
    return result


def _is_own(place: str) -> bool:
    """Whether a place is a folder of the project and no installed package."""
    return "node_modules" not in place.split("/")


def _reached(packages: dict[str, Document]) -> Iterator[str]:
    waiting = [place for place, each in packages.items() if _is_own(place) or each.get("link")]
    seen = set(waiting)
    while waiting:
        place = waiting.pop()
        yield place
        entry = packages[place]
        # A workspace package stands in node_modules as a link to its folder.
        targets = [entry["resolved"]] if entry.get("link") and entry.get("resolved") in packages else []
        names = [name for section in SECTIONS for name in entry.get(section) or ()]
        found = [each for name in names if (each := _resolved(packages, place, name)) is not None]
        for each in (*targets, *found):
            if each not in seen:
                seen.add(each)
                waiting.append(each)


def _resolved(packages: dict[str, Document], place: str, name: str) -> str | None:
    folder = place
    while True:
        candidate = f"{folder}/node_modules/{name}" if folder else f"node_modules/{name}"
        if candidate in packages:
            return candidate
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
