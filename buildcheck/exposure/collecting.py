"""The files of a build as they stream -> what was found in each: which values, where, how often, on which road."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from buildcheck.exposure.chunks import is_wanted
from buildcheck.exposure.gunzip import MAGIC, Gunzip
from buildcheck.exposure.layout import Layout, Spot
from buildcheck.exposure.needles import make_groups
from buildcheck.exposure.pages import road_in_page, road_in_payload
from buildcheck.exposure.search import Hit, Search
from buildcheck.exposure.surroundings import encoding_of
from buildcheck.model.environment import Encoding, Road
from buildcheck.model.synthetic import Synthetic, SyntheticValue

LARGEST_PAGE = 4 * 1024**2
"""Pages up to this size are read as a whole, so that the road of a value can be told; larger ones are searched."""
LARGEST_MANIFEST = 4 * 1024**2
MANIFESTS = 64 * 1024**2
"""The most that is kept of manifests in all, in bytes."""
MOST_FILES = 200
"""Of a variable, this many files are kept at most: a site may have a million pages with its name in them."""

_READ_WHOLE = ("page", "payload", "answer")
_SCRIPT = re.compile(rb"""(?:src|href)=["']?([^"'\s>]{1,300}\.m?js)""")
_MOST_SCRIPTS = 1000


@dataclass(slots=True)
class Found:
    """What was found in a file: the first hit of each variable, how many there are, and the road of each variable
    where the file itself tells."""

    path: str
    spot: Spot
    hits: dict[str, Hit] = field(default_factory=dict)
    encodings: dict[str, Encoding] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    roads: dict[str, Road] = field(default_factory=dict)
    texts: dict[str, set[str]] = field(default_factory=dict)


class Collector:
    """Asked for each file with `sink`; afterwards `found` has what was in them, and ``manifests`` those of Next's."""

    def __init__(self, synthetic: Synthetic, layout: Layout) -> None:
        self._values: Mapping[str, SyntheticValue] = synthetic.values
        self._groups = make_groups(synthetic.values)
        self._layout = layout
        self.found: list[Found] = []
        self.paths: set[str] = set()
        self.manifests: dict[str, bytes] = {}
        self._room = MANIFESTS
        self._files: Counter[str] = Counter()
        self._scripts: dict[str, frozenset[str]] = {}

    def sink(self, path: str, size: int) -> Callable[[memoryview], None] | None:
        """Give what wants the bytes of the file at ``path``; ``None`` for one that tells nothing."""
        self.paths.add(path)
        spot = self._layout.locate(path)
        if spot is not None and size:
            return self._searching(path, spot, size)
        work = f"{self._layout.work}/"
        name = path.removeprefix(work)
        if path.startswith(work) and is_wanted(name) and size <= min(LARGEST_MANIFEST, self._room):
            self._room -= size
            return _whole(size, lambda data: self.manifests.__setitem__(name, data))
        return None

    def answer(self, route: str, url: str, body: bytes) -> None:
        """Search what the started app answered for ``url``, an address of ``route``."""
        found = Found(url, Spot("answer", url, address=route))
        search = Search(self._groups, lambda hit: self._note(found, hit))
        search.feed(body)
        search.finish()
        content = body.decode("utf-8", "replace") if found.hits else ""
        # Next sends what the configuration lists with every page: that is one road, whichever page was asked for.
        told = {name: road_in_page(content, texts) for name, texts in found.texts.items()}
        found.roads = {name: road for name, road in told.items() if road == "runtime-config"}
        self._keep(found)

    def pages_with(self, url: str) -> tuple[str, ...]:
        """Give the pages that load the script at ``url``: those that name it, else all, because a part that is fetched
        later belongs to whatever they load at first."""
        naming = sorted(page for page, urls in self._scripts.items() if url in urls)
        return tuple(naming or sorted(self._scripts))

    def _searching(self, path: str, spot: Spot, size: int) -> Callable[[memoryview], None]:
        found = Found(path, spot)
        if spot.kind in _READ_WHOLE and size <= LARGEST_PAGE:
            return _whole(size, lambda data: self._read(found, data))
        search = Search(self._groups, lambda hit: self._note(found, hit))
        unpacked = Search(self._groups, lambda hit: self._note(found, hit, packed=True))
        gunzip: Gunzip | None = None
        left = size

        def feed(piece: memoryview) -> None:
            nonlocal left, gunzip
            if left == size and bytes(piece[:2]) == MAGIC:
                gunzip = Gunzip()
            left -= len(piece)
            search.feed(piece)
            for content in gunzip.feed(bytes(piece)) if gunzip is not None else ():
                unpacked.feed(content)
            if left <= 0:
                search.finish()
                unpacked.finish()
                self._keep(found)

        return feed

    def _read(self, found: Found, data: bytes) -> None:
        """Search a page that is there as a whole, and ask it for the roads of what is in it."""
        if found.spot.kind == "page" and found.spot.address is not None and self._layout.work is None:
            self._scripts[found.spot.address] = frozenset(_named_scripts(data))
        search = Search(self._groups, lambda hit: self._note(found, hit))
        search.feed(data)
        search.finish()
        if found.hits:
            content = data.decode("utf-8", "replace")
            tell = road_in_page if found.spot.kind == "page" else road_in_payload
            found.roads = {name: tell(content, texts) for name, texts in found.texts.items()}
            found.texts.clear()
        self._keep(found)

    def _note(self, found: Found, hit: Hit, *, packed: bool = False) -> None:
        found.counts[hit.variable] += 1
        value = self._values[hit.variable]
        if hit.variable not in found.hits:
            found.hits[hit.variable] = hit
            found.encodings[hit.variable] = "gzip" if packed else self._encoding(hit, value)
        if found.spot.kind in _READ_WHOLE:
            found.texts.setdefault(hit.variable, set()).add(hit.text)

    def _encoding(self, hit: Hit, value: SyntheticValue) -> Encoding:
        if hit.text in value.value and hit.encoding != "plain":
            # The value carries its canary encoded already (a JWT), and stands there as it is.
            return "plain"
        if hit.encoding != "plain" or value.canary is None:
            return hit.encoding
        return encoding_of(value.value, value.canary, hit.before, hit.after)

    def _keep(self, found: Found) -> None:
        if any(self._files[name] < MOST_FILES for name in found.hits):
            self._files.update(found.hits.keys())
            self.found.append(found)


def _named_scripts(page: bytes) -> Iterator[str]:
    for found in islice(_SCRIPT.finditer(page), _MOST_SCRIPTS):
        # A page names them from the root of the site, or from where it lies itself (Vite's ``base: "./"``).
        yield "/" + found[1].decode("utf-8", "replace").removeprefix("./").removeprefix("/")


def _whole(size: int, then: Callable[[bytes], None]) -> Callable[[memoryview], None]:
    """Put a file together and hand it on when it is complete."""
    pieces: list[bytes] = []
    left = size

    def feed(piece: memoryview) -> None:
        nonlocal left
        pieces.append(bytes(piece))
        left -= len(piece)
        if left <= 0:
            then(b"".join(pieces))

    return feed
