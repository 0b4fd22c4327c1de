"""A build without the values -> what stands where they stood, and how client code goes on to read variables by name.

A bundler leaves a read whose variable is not set as it is (``process.env.X``, which is undefined in a browser), so that
the text around it is another one than that around a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from buildcheck.exposure.instead import Instead, Replaced
from buildcheck.model.environment import Leak

LARGEST = 8 * 1024**2
_SCRIPTS = (".js", ".mjs")
_ASKED = re.compile(rb"\s*[)\]}]?\s*(?:&&|\|\||\?)|\s*[!=]=")
_NEGATED = re.compile(rb"(?:!|\bif\s*\(|typeof )[\w$.()]{0,40}$")
_THROWS = re.compile(rb"[^;{}]{0,200}\)\s*\{?\s*throw\b")
"""The condition goes on, and what follows it throws."""
_BEFORE = 60


class Looking:
    """Asked for each file with `sink`, as ``instead`` is; ``left`` then says of each variable that client code still
    reads by name whether each script that does asks whether it is there."""

    def __init__(self, instead: Instead, names: Iterable[str]) -> None:
        self._instead = instead
        self._names = re.compile(b"|".join(rb"(?<![\w$])%b(?![\w$])" % re.escape(each.encode()) for each in names))
        self.left: dict[str, bool] = {}

    @property
    def found(self) -> list[Replaced]:
        """What stands where values stood."""
        return self._instead.found

    def more_folders(self, outputs: tuple[str, ...]) -> tuple[str, ...]:
        """See `buildcheck.exposure.exposure.Exposure`."""
        return self._instead.more_folders(outputs)

    def leaks(self) -> tuple[Leak, ...]:
        """Give nothing: nothing was set that could leak."""
        return ()

    def sink(self, path: str, size: int) -> Callable[[memoryview], None] | None:
        """See `buildcheck.engines.base.Sinks`."""
        inner = self._instead.sink(path, size)
        # What the server runs reads variables when it is asked; what a browser runs has none.
        if not path.endswith(_SCRIPTS) or "/server/" in path or not self._names.pattern or not 0 < size <= LARGEST:
            return inner
        data = bytearray()

        def feed(piece: memoryview) -> None:
            if inner is not None:
                inner(piece)
            data.extend(piece)
            if len(data) >= size:
                self._read(bytes(data))

        return feed

    def _read(self, data: bytes) -> None:
        asks: dict[str, bool] = {}
        for match in self._names.finditer(data):
            before = data[max(0, match.start() - _BEFORE) : match.start()]
            name = match[0].decode()
            # Where it is asked for once, the other reads may well stand behind that question.
            found = _ASKED.match(data, match.end()) or _NEGATED.search(before)
            asked = found is not None and _THROWS.match(data, match.end()) is None
            asks[name] = asks.get(name, False) or asked
        for name, asked in asks.items():
            self.left[name] = self.left.get(name, True) and asked
