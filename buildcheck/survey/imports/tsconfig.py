"""``tsconfig.json`` and ``jsconfig.json`` -> what they say of paths and of the files that are type-checked.

https://www.typescriptlang.org/tsconfig: ``extends`` is followed through the source; what an installed package brings is
not known, and then `TsConfig.complete` is false.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from buildcheck.load.locked import mapping, texts
from buildcheck.load.paths import ancestors, join, parent

NAMES = ("tsconfig.json", "jsconfig.json")
_DEEPEST = 8

Locate = Callable[[str], str | None]
"""Gives the file of the source that a bare ``extends`` names, ``None`` where it is in an installed package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TsConfig:
    """A configuration with all that it extends. Folders and targets are relative to the source root. ``paths`` is
    ``None`` where nothing sets them; ``include`` is ``None`` for the default (everything below the folder)."""

    path: str
    base_url: str | None = None
    paths: Mapping[str, tuple[str, ...]] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    references: tuple[str, ...] = ()
    complete: bool = True

    @property
    def folder(self) -> str:
        return parent(self.path)


class TsConfigs:
    """The configurations of a source. ``documents`` are its JSON files by path, as far as they could be read."""

    def __init__(self, documents: Mapping[str, Any], locate: Locate) -> None:
        self._documents = documents
        self._locate = locate
        self._read: dict[str, TsConfig | None] = {}

    def get(self, path: str) -> TsConfig | None:
        """Give the configuration at ``path``, ``None`` where there is none that can be read."""
        if path not in self._read:
            self._read[path] = self._load(path, _DEEPEST)
        return self._read[path]

    def nearest(self, folder: str) -> TsConfig | None:
        """Give the configuration that an editor takes for the files of ``folder``: the nearest on the way up."""
        for above in ancestors(folder):
            for name in NAMES:
                found = self.get(join(above, name))
                if found is not None:
                    return found
        return None

    def referenced(self, config: TsConfig) -> Iterator[TsConfig]:
        """Give ``config`` and the projects that it references."""
        seen: dict[str, None] = {config.path: None}
        waiting = [config]
        while waiting:
            each = waiting.pop(0)
            yield each
            for path in each.references:
                found = self.get(path) if path not in seen else None
                seen[path] = None
                if found is not None:
                    waiting.append(found)

    def _load(self, path: str, depth: int) -> TsConfig | None:
        document = self._documents.get(path)
        if not isinstance(document, dict):
            return None
        below = TsConfig(path=path)
        for text in _extended(document):
            other = self._extended(path, text, depth)
            below = _merged(below, other) if other is not None else _incomplete(below)
        return _merged(below, _own(path, document))

    def _extended(self, path: str, text: str, depth: int) -> TsConfig | None:
        if depth == 0:
            return None
        if text.startswith((".", "/")):
            place = posixpath.normpath(posixpath.join(parent(path), text))
            names = (place, f"{place}.json", f"{place}/tsconfig.json")
            target = next((each for each in names if each in self._documents), None)
        else:
            target = self._locate(text)
        return self._load(target, depth - 1) if target is not None else None


def _extended(document: dict[str, Any]) -> tuple[str, ...]:
    value = document.get("extends")
    return (value,) if isinstance(value, str) else texts(value)


def _own(path: str, document: dict[str, Any]) -> TsConfig:
    """Give what one file says itself, with its paths made relative to the source root."""
    folder = parent(path)
    options = mapping(document.get("compilerOptions"))
    base = options.get("baseUrl")
    base_url = _below(folder, base) if isinstance(base, str) else None
    paths = options.get("paths")
    return TsConfig(
        path=path,
        base_url=base_url,
        # Without a baseUrl they are relative to the file that sets them (TypeScript 4.1).
        paths=_paths(base_url or folder, paths) if isinstance(paths, dict) else None,
        options=options,
        files=_places(folder, document.get("files")),
        include=_places(folder, document.get("include")),
        exclude=_places(folder, document.get("exclude")),
        references=tuple(_references(folder, document.get("references"))),
    )


def _below(folder: str, text: str) -> str:
    return posixpath.normpath(posixpath.join(folder, text.replace("${configDir}", ".")))


def _paths(base: str, value: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {pattern: tuple(_below(base, each) for each in texts(targets)) for pattern, targets in value.items()}


def _places(folder: str, value: object) -> tuple[str, ...] | None:
    return tuple(_below(folder, each) for each in texts(value)) if isinstance(value, list) else None


def _references(folder: str, value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else ():
        path = mapping(each).get("path")
        if isinstance(path, str):
            place = _below(folder, path)
            yield place if place.endswith(".json") else join(place, NAMES[0])


def _merged(below: TsConfig, own: TsConfig) -> TsConfig:
    """Lay ``own`` over what it extends. References are not inherited."""
    return TsConfig(
        path=own.path,
        base_url=own.base_url if own.base_url is not None else below.base_url,
        paths=own.paths if own.paths is not None else below.paths,
        options={**below.options, **own.options},
        files=own.files if own.files is not None else below.files,
        include=own.include if own.include is not None else below.include,
        exclude=own.exclude if own.exclude is not None else below.exclude,
        references=own.references,
        complete=below.complete and own.complete,
    )


def _incomplete(config: TsConfig) -> TsConfig:
    return _merged(TsConfig(path=config.path, complete=False), config)
