"""Files in the routers' folders that look like routes and make none, or make one that nobody meant."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict
from buildcheck.model.value import At
from buildcheck.survey.next.names import app_url, is_dynamic
from buildcheck.survey.next.routes import has_extension, is_private
from buildcheck.survey.next.structure import Structure

_SCRIPTS = ("tsx", "ts", "jsx", "js")
_CONTENT = ("mdx", "md")
_APP_NAMES = frozenset({"page", "route", "layout"})
_CONVENTIONS = frozenset(
    {"page", "route", "layout", "template", "loading", "error", "default", "not-found", "forbidden", "unauthorized"}
    | {"global-error", "global-not-found", "icon", "apple-icon", "opengraph-image", "twitter-image", "sitemap"}
    | {"robots", "manifest", "instrumentation", "middleware", "proxy"}
)
_RESERVED = frozenset({"_app", "_document", "_error"})


def route_file_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files of both routers that are not what their names promise."""
    if structure.folders.app is not None:
        yield from _app_files(structure, structure.folders.app)
    for route in structure.routes:
        if route.router == "pages" and route.url.count("/") > 1 and route.url.rpartition("/")[2] in _RESERVED:
            yield Conflict(check="reserved-page-misplaced", places=(At(path=route.path),), fate="said", url=route.url)


def _app_files(structure: Structure, folder: str) -> Iterator[Conflict]:
    routed = {each.path.rpartition("/")[0] for each in structure.of("app") if each.kind in ("page", "handler")}
    for path in structure.tree.below(folder):
        place, name = path.rpartition("/")[::2]
        stem, _, extension = name.partition(".")
        if is_private(path, structure.version):
            if stem in ("page", "route") and extension in structure.extensions and not name.startswith("_"):
                yield _conflict(structure, "private-folder-with-page", f"{folder}/{path}", place)
            continue
        kind = _kind(path, structure)
        alone = structure.tree.full(f"{folder}/{place}") not in routed
        if kind is not None and (alone or kind in ("letter-case", "page")):
            yield _conflict(structure, "app-file-without-route", f"{folder}/{path}", _meant(place, stem, kind), kind)


def _kind(path: str, structure: Structure) -> str | None:
    """Say why a file that looks like a route is none: its letters, its extension, its name or its place."""
    place, name = path.rpartition("/")[::2]
    stem, _, extension = name.partition(".")
    if extension not in (*_SCRIPTS, *_CONTENT, *structure.extensions) or name.endswith(".d.ts"):
        return None
    if stem.lower() in _APP_NAMES and stem not in _APP_NAMES:
        return "letter-case"
    if stem in ("page", "route") and not has_extension(name, structure.extensions):
        return "extension" if structure.extensions_known else None
    if extension not in _SCRIPTS or stem in _CONVENTIONS:
        return None
    if stem == "index" and extension in ("tsx", "jsx"):
        return "index"
    if place == "api" or place.startswith("api/"):
        return "handler"
    return "page" if place == "" and extension in ("tsx", "jsx") else None


def _meant(place: str, stem: str, kind: str) -> str:
    """Give the address that the file was meant to have."""
    own = [] if kind in ("letter-case", "extension", "index") or stem == "index" or is_dynamic(stem) else [stem]
    return app_url("/" + "/".join([*filter(None, place.split("/")), *own]))


def _conflict(structure: Structure, check: str, path: str, url: str, kind: str = "") -> Conflict:
    return Conflict(check=check, places=(structure.at(path),), fate="silent", url=url, kind=kind)


def extension_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files beside the routers and in ``pages`` that ``pageExtensions`` hides."""
    if not structure.extensions_known:
        return
    for name in ("middleware", "proxy", "instrumentation"):
        if name == "proxy" and structure.version < (16, 0, 0):
            continue
        for extension in _SCRIPTS:
            path = f"{structure.folders.parent}/{name}.{extension}".lstrip("/")
            if structure.tree.is_file(path) and not has_extension(path, structure.extensions):
                yield Conflict(
                    check="page-extensions-hide-file", places=(structure.at(path),), fate="silent", kind=name
                )
    if structure.folders.pages is not None:
        for name in ("_app", "_document"):
            for extension in _SCRIPTS:
                path = f"{structure.folders.pages}/{name}.{extension}"
                if structure.tree.is_file(path) and not has_extension(path, structure.extensions):
                    yield Conflict(
                        check="page-extensions-hide-file", places=(structure.at(path),), fate="silent", kind=name
                    )


def config_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the configuration files that are not read (CONFIG_FILES in shared/lib/constants.ts; server/config.ts)."""
    files = structure.config_files
    for each in files.passed_over:
        yield Conflict(check="config-file-ignored", places=(At(path=each),), fate="silent", kind="unknown")
    if files.used is None:
        if files.unsupported:
            place = At(path=files.unsupported[0])
            yield Conflict(check="config-file-unsupported", places=(place,), fate="refused")
        return
    for each in files.beside:
        yield Conflict(check="config-file-ignored", places=(At(path=each), At(path=files.used)), fate="silent")
    if files.inherited:
        yield Conflict(check="config-file-ignored", places=(At(path=files.used),), fate="silent", kind="inherited")
