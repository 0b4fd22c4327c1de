"""Next's manifests, as bytes -> the routes that load each file of ``_next/static``.

They are a stranger's, and some are scripts: none is evaluated, only the names of chunks are taken out of them. Sources:
build/webpack/plugins/{build-manifest,flight-manifest}-plugin.ts, shared/lib/constants.ts (names), 13.4 to 16.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import msgspec

BUILD = "build-manifest.json"
APP_BUILD = "app-build-manifest.json"
APP_PATHS = "app-path-routes-manifest.json"
LOADABLE = "react-loadable-manifest.json"
PRERENDERED = "prerender-manifest.json"
ROUTES = "routes-manifest.json"
BUILD_ID = "BUILD_ID"
_REFERENCES = "_client-reference-manifest.js"

_ROOT = frozenset({BUILD, APP_BUILD, APP_PATHS, LOADABLE, PRERENDERED, ROUTES, BUILD_ID})
_CHUNK = re.compile(rb'static/[^"\'\\\s]{1,300}?\.(?:js|css)\b')
_NAMED = re.compile(r"static/chunks/app(/.*)-[0-9a-f]{8,}\.(?:js|css)")
_GROUP = re.compile(r"\(.*\)|@.*")
_EVERYWHERE = frozenset({"/_app", "/_document"})


def is_wanted(name: str) -> bool:
    """Whether the file ``name`` of the build folder is one that is read here."""
    if name in _ROOT:
        return True
    in_app = name.startswith("server/app/")
    return in_app and (name.endswith((_REFERENCES, "/page/build-manifest.json", "/react-loadable-manifest.json")))


class Chunks:
    """What the manifests of one build say."""

    def __init__(self, manifests: Mapping[str, bytes]) -> None:
        self._tables = {name: _table(data) for name, data in manifests.items() if name in _ROOT}
        self._urls = {key: url for key, url in self._tables.get(APP_PATHS, {}).items() if isinstance(url, str)}
        self.build_id = _word(manifests.get(BUILD_ID, b""))
        self._loaders: dict[str, set[str]] = defaultdict(set)
        self._naming: dict[str, set[str]] = defaultdict(set)
        self._of_pages()
        _add(self._loaders, self._of_entries(_lists(self._tables.get(APP_BUILD, {}).get("pages"))))
        _add(self._naming, self._of_entries(_of_files(manifests)))

    def loaders(self, name: str) -> tuple[str, ...]:
        """Give the routes that load ``name`` (``static/chunks/1.js``), sorted; none where no manifest tells.

        The lists of files are exact, and so is the name that webpack gives to the part of an entry. Without either it
        is what the page's own list of client components names, which with webpack is more than the page loads."""
        entry = _NAMED.fullmatch(name)
        of_name = tuple(self._pages_of(entry[1])) if entry is not None else ()
        listed, naming = self._loaders.get(name, ()), self._naming.get(name, ())
        return tuple(sorted(listed or of_name or naming))

    def requesters(self, name: str) -> tuple[str, ...]:
        """Give the modules of the source that load ``name`` when they need it (``import()``), as webpack tells."""
        loadable = self._tables.get(LOADABLE, {}).items()
        return tuple(key.partition(" -> ")[0] for key, part in loadable if name in _texts(_table_of(part).get("files")))

    def route(self, address: str) -> str:
        """Give the route that a prerendered page was made of: ``/blog/[slug]`` of ``/blog/a``."""
        made = _table_of(self._tables.get(PRERENDERED, {}).get("routes")).get(address)
        source = _table_of(made).get("srcRoute")
        return source if isinstance(source, str) and source.startswith("/") else self._without_language(address)

    def _without_language(self, address: str) -> str:
        languages = _table_of(self._tables.get(ROUTES, {}).get("i18n")).get("locales")
        first, _, rest = address.removeprefix("/").partition("/")
        return f"/{rest}" if isinstance(languages, list) and first in languages else address

    def _of_pages(self) -> None:
        build = self._tables.get(BUILD, {})
        pages = dict(_lists(build.get("pages")))
        urls = [page for page in pages if page not in _EVERYWHERE and page != "/_error"]
        for page, files in pages.items():
            for name in files:
                self._loaders[name].update(urls if page in _EVERYWHERE else [page])
        for key in ("rootMainFiles", "polyfillFiles"):
            for name in _texts(build.get(key)):
                self._loaders[name].update(url for entry, url in self._urls.items() if entry.endswith("/page"))

    def _of_entries(self, entries: Iterable[tuple[str, Iterable[str]]]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Give files with the routes of the app router that load them, by its entries."""
        for entry, files in entries:
            urls = tuple(self._pages_of(entry))
            for name in files:
                yield name, urls

    def _pages_of(self, entry: str) -> Iterator[str]:
        """Give the routes that an entry belongs to: a page's own, those of all pages below a layout. A handler sends no
        page, and so no scripts."""
        folder, _, kind = entry.rpartition("/")
        if kind == "page":
            yield self._urls.get(entry) or _address(folder)
        if kind in ("page", "route"):
            return
        for each, url in self._urls.items():
            if each.startswith(f"{folder}/") and each.endswith("/page"):
                yield url


def _of_files(manifests: Mapping[str, bytes]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the chunks that are named in the manifests which each page has of its own."""
    for name, data in manifests.items():
        inner = name.removeprefix("server/app/")
        if inner == name:
            continue
        entry = inner.removesuffix(_REFERENCES) if name.endswith(_REFERENCES) else inner.rpartition("/")[0]
        found = {unquote(each.decode("utf-8", "replace")) for each in _CHUNK.findall(data)}
        yield f"/{entry}", tuple(found)


def _add(to: dict[str, set[str]], found: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    for name, urls in found:
        to[name].update(urls)


def _address(folder: str) -> str:
    return "/" + "/".join(each for each in folder.split("/") if each and not _GROUP.fullmatch(each))


def _lists(value: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, files in _table_of(value).items():
        yield key, tuple(_texts(files))


def _texts(value: Any) -> Iterator[str]:
    yield from (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _table_of(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _table(data: bytes) -> Mapping[str, Any]:
    try:
        return _table_of(msgspec.json.decode(data))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}


def _word(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace").strip()
    return text if re.fullmatch(r"[\w-]{1,64}", text) else None
