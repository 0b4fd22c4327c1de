"""YAML text -> plain values, and the lines of its keys, from the parser's events.

PyYAML's own loaders call themselves once per level of nesting, in C: a hostile file of some thousand brackets ends the
whole process. Here depth is counted and limited. Every scalar stays the text that was written (``true`` is ``"true"``,
``9.0`` is ``"9.0"``), which is what lockfiles and settings want.
"""

from __future__ import annotations

from typing import Any

import yaml

MAX_DEPTH = 100
# Aliases that repeat large collections turn a small file into an endless one ("billion laughs").
MAX_REPEATED = 100_000

# libyaml's parser where PyYAML was built with it: ten times as fast.
_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class YamlError(Exception):
    """The text is no YAML, or is nested without measure."""


class Scalar(str):
    """A scalar with the one-based line that it starts in."""

    __slots__ = ("line",)
    line: int


def documents(text: str) -> list[Any]:
    """Give every document of ``text`` as dicts, lists and `Scalar`; a later key wins over an earlier one.

    Raises:
        YamlError: the text can't be read.
    """
    try:
        return _Builder(_Loader(text)).build()
    except (yaml.YAMLError, ValueError) as error:
        raise YamlError(str(error)) from error


def document(text: str) -> dict[str, Any]:
    """Give the last document of ``text`` when it is a mapping, else an empty one.

    Raises:
        YamlError: the text can't be read.
    """
    found = [each for each in documents(text) if isinstance(each, dict)]
    return found[-1] if found else {}


class _Builder:
    """Turns events into values with a stack of open collections instead of calls."""

    def __init__(self, parser: Any) -> None:
        self._parser = parser
        self._documents: list[Any] = []
        self._open: list[Any] = []
        self._keys: list[Any] = []
        self._anchors: dict[str, Any] = {}
        self._started: list[tuple[str | None, int]] = []
        self._sizes: dict[str, int] = {}
        self._nodes = 0
        self._repeated = 0

    def build(self) -> list[Any]:
        while True:
            event = self._parser.get_event()
            if isinstance(event, yaml.StreamEndEvent):
                return self._documents
            self._take(event)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            value = Scalar(event.value)
            value.line = event.start_mark.line + 1 if event.start_mark is not None else 0
            self._add(value, event.anchor)
        elif isinstance(event, yaml.MappingStartEvent):
            self._start({}, event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._start([], event.anchor)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._repeat(event.anchor or "")
        elif isinstance(event, yaml.DocumentStartEvent):
            self._anchors = {}

    def _start(self, collection: Any, anchor: str | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise YamlError(f"nested more than {MAX_DEPTH} levels deep")
        self._add(collection, anchor)
        self._open.append(collection)
        self._keys.append(None)
        self._started.append((anchor, self._nodes))

    def _end(self) -> None:
        self._open.pop()
        self._keys.pop()
        anchor, before = self._started.pop()
        if anchor:
            self._sizes[anchor] = self._nodes - before + 1

    def _repeat(self, anchor: str) -> None:
        value = self._anchors.get(anchor)
        if not isinstance(value, str):
            size = self._sizes.get(anchor)
            if size is None:
                raise YamlError(f"the alias {anchor} has no finished value")
            self._nodes += size
            self._repeated += size
        if self._repeated > MAX_REPEATED:
            raise YamlError("its aliases repeat too much")
        self._add(value, None)

    def _add(self, value: Any, anchor: str | None) -> None:
        self._nodes += 1
        if anchor:
            self._anchors[anchor] = value
            self._sizes.pop(anchor, None)
        if not self._open:
            self._documents.append(value)
        elif isinstance(self._open[-1], list):
            self._open[-1].append(value)
        elif self._keys[-1] is None:
            # A collection as a key is legal YAML and means nothing to any package manager.
            self._keys[-1] = value if isinstance(value, str) else Scalar("")
        else:
            self._open[-1][self._keys[-1]] = value
            self._keys[-1] = None
