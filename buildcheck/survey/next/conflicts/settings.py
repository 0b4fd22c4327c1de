"""What the configuration says that does not go with the routers, or that Next refuses (server/config.ts,
lib/load-custom-routes.ts)."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict
from buildcheck.model.syntax import Answer, ConfigFile, Function, Known, Listing
from buildcheck.model.value import At
from buildcheck.survey.next.structure import Structure


def setting_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give the settings that are refused, or do not what they seem to do."""
    config = structure.config
    if config is None:
        return
    yield from _page_extensions(structure, config)
    yield from _base_path(config)
    if structure.folders.app is not None and structure.of("app"):
        yield from _with_app_router(structure, config)


def _with_app_router(structure: Structure, config: ConfigFile) -> Iterator[Conflict]:
    paths = config.get("exportPathMap")
    if structure.version >= (13, 3, 0) and isinstance(paths.node, Function | Known) and paths.at is not None:
        yield Conflict(check="export-path-map-with-app", places=(paths.at,), fate="refused")
    locales = config.get("i18n")
    if locales.state == "known" and locales.at is not None and not isinstance(locales.node, Known):
        told = structure.version >= (15, 2, 0)
        kind = "hybrid" if any(each.kind == "page" for each in structure.of("pages")) else "app"
        yield Conflict(check="i18n-with-app-router", places=(locales.at,), fate="said" if told else "silent", kind=kind)


def _page_extensions(structure: Structure, config: ConfigFile) -> Iterator[Conflict]:
    answer = config.get("pageExtensions")
    kind = _bad_extensions(answer, structure)
    if kind is not None and answer.at is not None:
        yield _refused("page-extensions-invalid", answer.at, kind)


def _bad_extensions(answer: Answer, structure: Structure) -> str | None:
    """The app loader of webpack gets the list through a query string, where a list of one becomes a text: it then fails
    (``pageExtensions.map is not a function`` up to 15.3) or looks for ``pagejs`` (15.5 to 16.4)."""
    node = answer.node
    if not isinstance(node, Listing):
        return "no-list" if isinstance(node, Known) and not node.undefined else None
    if any(isinstance(each, Known) and not isinstance(each.value, str) for each in node.items):
        return "no-list"
    if node.open or len(node.items) > 1:
        return None
    if not node.items:
        return "empty"
    paged = any(each.kind == "page" or structure.version < (15, 4, 0) for each in structure.of("app"))
    return "single" if structure.bundler == "webpack" and paged else None


def _base_path(config: ConfigFile) -> Iterator[Conflict]:
    answer = config.get("basePath")
    kind = _bad_base_path(answer)
    if kind is not None and answer.at is not None:
        yield _refused("base-path-invalid", answer.at, kind, str(answer.value))


def _bad_base_path(answer: Answer) -> str | None:
    node = answer.node
    if not isinstance(node, Known) or node.undefined:
        return None
    if not isinstance(node.value, str):
        return "no-text"
    if node.value == "/":
        return "root"
    if node.value and not node.value.startswith("/"):
        return "start"
    return "end" if node.value.endswith("/") else None


def _refused(check: str, at: At, kind: str, *names: str) -> Conflict:
    return Conflict(check=check, places=(at,), fate="refused", kind=kind, names=names)
