"""What stands in a build without a variable where its value stood in a build with it.

In: the text around a value in one build (`Context`), and the files of another as they stream. Out: `Replaced` values.
Names of chunks change with their content, so a place in a script is looked for in all scripts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from buildcheck.exposure.layout import Layout
from buildcheck.exposure.search import Hit
from buildcheck.model.environment import Leak
from buildcheck.model.synthetic import SyntheticValue

LARGEST = 4 * 1024**2
_BEFORE = (48, 24, 12)
_AFTER = 12
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Context:
    """The text before and after the value of ``variable`` in the file at ``path``; ``shared`` says that the file's name
    tells nothing in another build."""

    variable: str
    path: str
    before: bytes
    after: bytes
    shared: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """``text`` stands at ``offset`` of ``path`` in place of the value."""

    variable: str
    path: str
    offset: int
    text: str


def context_of(path: str, hit: Hit, value: SyntheticValue, *, shared: bool) -> Context:
    """Give what stands around the value of which ``hit`` found the canary."""
    begin, _, end = value.value.partition(value.canary or value.value)
    return Context(
        variable=hit.variable,
        path=path,
        before=hit.before.removesuffix(begin.encode()),
        after=hit.after.removeprefix(end.encode()),
        shared=shared,
    )


class Instead:
    """Asked for each file of the other build with `sink`, as an `Exposure` is; afterwards ``found`` has the answers."""

    def __init__(self, contexts: Iterable[Context], layout: Layout) -> None:
        self._contexts = tuple(contexts)
        self._layout = layout
        self.found: list[Replaced] = []

    def more_folders(self, outputs: tuple[str, ...]) -> tuple[str, ...]:
        """See `buildcheck.exposure.exposure.Exposure`."""
        return ()

    def leaks(self) -> tuple[Leak, ...] | None:
        """Give ``None``: nothing was set that could leak, so nothing was searched for."""
        return None

    def sink(self, path: str, size: int) -> Callable[[memoryview], None] | None:
        """See `buildcheck.engines.base.Sinks`."""
        spot = self._layout.locate(path)
        wanted = [each for each in self._contexts if each.shared or each.path == path]
        if spot is None or not wanted or not 0 < size <= LARGEST:
            return None
        data = bytearray()

        def feed(piece: memoryview) -> None:
            data.extend(piece)
            if len(data) >= size:
                self.found += _replaced(path, bytes(data), wanted)

        return feed


def _replaced(path: str, data: bytes, contexts: Iterable[Context]) -> Iterator[Replaced]:
    for context in contexts:
        for length in _BEFORE:
            before = context.before[-length:]
            start = data.find(before)
            if len(before) < _BEFORE[-1] or start < 0:
                continue
            start += len(before)
            end = data.find(context.after[:_AFTER], start, start + _LONGEST + _AFTER)
            if end >= 0:
                text = data[start:end].decode("utf-8", "replace")
                yield Replaced(context.variable, path, start, "".join(c if c.isprintable() else "\ufffd" for c in text))
                break
