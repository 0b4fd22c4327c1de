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
PRERENDERED = "prerender-manifest.json"
ROUTES = "routes-manifest.json"
BUILD_ID = "BUILD_ID"
_REFERENCES = "_client-reference-manifest.js"

_ROOT = frozenset({BUILD, APP_BUILD, APP_PATHS, PRERENDERED, ROUTES, BUILD_ID})
_CHUNK = re.compile(rb'static/[^"\'\\\s]{1,300}?\.(?:js|css)\b')
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
        self._of_pages()
        self._of_entries(_lists(self._tables.get(APP_BUILD, {}).get("pages")))
        self._of_entries(_of_files(manifests))

    def loaders(self, name: str) -> tuple[str, ...]:
        """Give the routes that load ``name`` (``static/chunks/1.js``), sorted; none where no manifest tells."""
        return tuple(sorted(self._loaders.get(name, ())))

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

    def _of_entries(self, entries: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Add what entries of the app router load: a page, or a layout and with it every page below."""
        for entry, files in entries:
            urls = tuple(self._pages_of(entry))
            for name in files:
                self._loaders[name].update(urls)

    def _pages_of(self, entry: str) -> Iterator[str]:
        folder, _, kind = entry.rpartition("/")
        if kind in ("page", "route"):
            yield self._urls.get(entry) or _address(folder)
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
