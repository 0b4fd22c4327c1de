"""`NextApp` and the files of the source -> the files of the app router that Next loads for their name.

A file counts when a page or a handler below its folder is built: Next looks for layouts, templates and boundaries on
the way from the root to each page (build/webpack/loaders/next-app-loader, crates/next-core/src/app_structure.rs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from buildcheck.model.next_app import NextApp
from buildcheck.survey.next.config import DEFAULT_EXTENSIONS
from buildcheck.survey.next.names import is_slot, without_extension
from buildcheck.survey.next.routes import has_extension, is_private

AT_ROOT = frozenset({"global-error", "global-not-found"})
ON_THE_WAY = frozenset({"layout", "template", "error", "loading", "not-found", "default", "forbidden", "unauthorized"})


def with_usual_extensions(app: NextApp) -> NextApp:
    """Give ``app`` as it is where the configuration lets the page extensions be known, elsewhere with those that Next
    has of itself: for questions that are better answered as usual than not at all."""
    return app if app.page_extensions is not None else replace(app, page_extensions=DEFAULT_EXTENSIONS)


def app_files(app: NextApp, paths: Iterable[str]) -> dict[str, str]:
    """Give the name that each loaded file of the app router is loaded for, by path."""
    if app.app_dir is None or app.page_extensions is None:
        return {}
    found = {each.path: name for each in app.routes if (name := _route_name(each.kind, each.router)) is not None}
    pages = tuple(each.path for each in app.routes if each.router == "app" and each.kind == "page")
    folders = frozenset(_folders(pages))
    for path in paths:
        name = _name(app, path, folders)
        if name is not None:
            found[path] = name
    return found


def _route_name(kind: str, router: str) -> str | None:
    if router != "app":
        return None
    return {"page": "page", "handler": "route"}.get(kind)


def _folders(pages: Iterable[str]) -> Iterator[str]:
    """Give every folder on the way to ``pages``."""
    for page in pages:
        folder = page.rpartition("/")[0]
        while folder:
            yield folder
            folder = folder.rpartition("/")[0]


def _name(app: NextApp, path: str, folders: frozenset[str]) -> str | None:
    prefix = f"{app.app_dir}/"
    extensions = app.page_extensions or ()
    if (
        not path.startswith(prefix)
        or not has_extension(path, extensions)
        or is_private(path[len(prefix) :], app.version)
    ):
        return None
    folder, _, file = path.rpartition("/")
    name = without_extension(file, extensions)
    if name in AT_ROOT or name == "not-found":
        return name if folder == app.app_dir or (name == "not-found" and folder in folders) else None
    if name not in ON_THE_WAY:
        return None
    if name == "default" and is_slot(folder.rpartition("/")[2]):
        folder = folder.rpartition("/")[0]
    return name if folder in folders else None
