"""Files below ``pages/`` that become pages and can't be any, and what else the app router takes from the pages router.

Sources: build/index.ts and build/webpack-build/impl.ts (a page needs a component, 12 to 16.4); build/entries.ts and
build/route-discovery.ts (the built-in 404 of the app router).
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.module import Module
from buildcheck.model.next_app import Conflict, Route
from buildcheck.model.value import At
from buildcheck.survey.next.structure import Structure

_READ = ("javascript", "jsx", "typescript", "tsx")


def pages_file_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the files of the pages router without a component, together where they are a layer of another design."""
    bad = [each for each in structure.routes if each.router == "pages" and _lacks_component(each, structure)]
    if bad and _is_layer(structure):
        folder = structure.folders.pages or ""
        yield Conflict(
            check="page-layer-taken-as-router",
            places=(structure.at(folder), *(At(path=each.path) for each in bad[:1])),
            fate="refused",
            names=(str(len(bad)),),
        )
    else:
        for each in bad:
            kind = "value" if _default(structure.modules[each.path]) else "none"
            place = At(path=each.path)
            yield Conflict(check="pages-file-not-a-page", places=(place,), fate="refused", url=each.url, kind=kind)
    yield from _unused_404(structure)


def _lacks_component(route: Route, structure: Structure) -> bool:
    """Whether the file is compiled as a page and certainly has no component as its default export."""
    module = structure.modules.get(route.path)
    if route.kind == "api" or module is None or module.language not in _READ:
        return False
    if structure.version < (12, 2, 0) and route.url.endswith("/_middleware"):
        return False
    if module.error is not None or module.export("*") is not None:
        return False
    found = module.export("default")
    return found is None or not (found.component or found.form in ("reexport", "unknown"))


def _default(module: Module) -> bool:
    return module.export("default") is not None


def _is_layer(structure: Structure) -> bool:
    """Whether ``pages`` is a layer of Feature-Sliced Design beside the app router: nothing in it is a convention of
    the pages router, and folders are made of parts (``ui``, ``model``) behind an ``index`` file."""
    pages = structure.folders.pages
    if structure.folders.app is None or pages is None:
        return False
    routes = [each for each in structure.routes if each.router == "pages"]
    if any(each.kind in ("special", "api") or each.url == "/" for each in routes):
        return False
    parts = {part for each in structure.tree.below(pages) for part in each.split("/")[:-1]}
    return not parts.isdisjoint({"ui", "model", "lib", "api", "config"})


def _unused_404(structure: Structure) -> Iterator[Conflict]:
    """From 13.5 on the app router answers every unknown address once it has a page, if need be with a built-in one."""
    if structure.version < (13, 5, 0) or not any(each.kind == "page" for each in structure.of("app")):
        return
    special = {each.url: each for each in structure.routes if each.kind == "special"}
    page = special.get("/404")
    if page is not None and "/_not-found" not in special:
        yield Conflict(check="pages-404-not-used", places=(At(path=page.path),), fate="silent", url="/404")
