"""Middleware, proxy and instrumentation files that Next does not look at, or not any more (``rootDir`` in
build/index.ts of 12.2 to 16.4)."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict
from buildcheck.survey.next.conventions import convention_file
from buildcheck.survey.next.names import without_extension
from buildcheck.survey.next.structure import Structure

_FROM = ("next/server", "next-auth", "next-intl", "@clerk/nextjs", "@auth0/nextjs-auth0", "@supabase/")
"""What middleware is made of; a file that imports none of it and has no ``config`` may be a helper."""


def beside_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files that have a name which Next knows, in a place or a version where it does not."""
    version, folders = structure.version, structure.folders
    if folders.app is None and folders.pages is None:
        return
    if version >= (12, 2, 0):
        yield from _misplaced(structure)
    yield from _nested(structure)
    middleware = convention_file(structure.tree, (folders.parent,), "middleware", structure.extensions)
    proxy = convention_file(structure.tree, (folders.parent,), "proxy", structure.extensions)
    if proxy and version < (16, 0, 0) and _is_meant_for_next(structure, proxy, "proxy"):
        yield Conflict(check="proxy-before-16", places=(structure.at(proxy),), fate="silent")
    elif proxy and middleware and version >= (16, 0, 0):
        places = (structure.at(middleware), structure.at(proxy))
        yield Conflict(check="middleware-and-proxy", places=places, fate="refused")
    elif middleware and version >= (16, 0, 0):
        yield Conflict(check="middleware-deprecated", places=(structure.at(middleware),), fate="said")


def _misplaced(structure: Structure) -> Iterator[Conflict]:
    folders = structure.folders
    since = {"middleware": (12, 2, 0), "instrumentation": (15, 0, 0), "proxy": (16, 0, 0)}
    names = [name for name, version in since.items() if structure.version >= version]
    elsewhere = dict.fromkeys(each for each in ("", "src", folders.app, folders.pages) if each is not None)
    for name in names:
        for folder in elsewhere:
            found = convention_file(structure.tree, (folder,), name, structure.extensions)
            if found is not None and folder != folders.parent and _is_meant_for_next(structure, found, name):
                right = f"{folders.parent}/".lstrip("/") + found.rpartition("/")[2]
                places = (structure.at(found), structure.at(right))
                yield Conflict(check="middleware-misplaced", places=places, fate="silent", kind=name)


def _nested(structure: Structure) -> Iterator[Conflict]:
    """``_middleware`` in the folders of pages: the way of 12.0 and 12.1 (build/entries.ts)."""
    folder, version = structure.folders.pages, structure.version
    if folder is None or version < (12, 2, 0):
        return
    for path in structure.tree.below(folder):
        if without_extension(path.rpartition("/")[2], structure.extensions) == "_middleware":
            yield Conflict(
                check="nested-middleware",
                places=(structure.at(f"{folder}/{path}"),),
                fate="refused" if version < (13, 3, 0) else "silent",
            )


def _is_meant_for_next(structure: Structure, path: str, name: str) -> bool:
    """Whether a file is what its name says, and not a helper that other code calls by that name."""
    module = structure.modules.get(structure.tree.full(path))
    if module is None:
        return False
    if name == "instrumentation":
        return module.export("register") is not None or module.export("onRequestError") is not None
    own = module.export(name) is not None or module.export("default") is not None
    asks = any(each.specifier.startswith(_FROM) and each.kind in ("import", "type") for each in module.imports)
    return own and (module.export("config") is not None or asks)
