"""Redirects, rewrites and headers that Next refuses, and those that hide a page.

Sources: lib/load-custom-routes.ts (12 to 16.4); server/lib/router-utils/resolve-routes.ts for the order: redirects,
then ``beforeFiles``, then files and pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.next_app import Conflict
from buildcheck.model.syntax import ConfigFile, Known
from buildcheck.model.value import At
from buildcheck.survey.next.custom_routes import CustomRoute, custom_routes
from buildcheck.survey.next.sources import parse_source, parse_url, takes_all
from buildcheck.survey.next.structure import Structure

_ALLOWED = {
    "redirect": {"source", "locale", "has", "missing", "basePath", "statusCode", "permanent", "destination"},
    "rewrite": {"source", "locale", "has", "missing", "basePath", "destination"},
    "header": {"source", "locale", "has", "missing", "basePath", "headers"},
}
_STATUS = {301, 302, 303, 307, 308}


def custom_conflicts(structure: Structure) -> Iterator[Conflict]:
    """Give what is wrong with each redirect, rewrite and header that the text shows in full."""
    if structure.config is None:
        return
    for each in custom_routes(structure.config):
        trouble = _trouble(each)
        if trouble is not None:
            yield Conflict(
                check="custom-route-invalid",
                places=(each.at,),
                fate="refused",
                kind=each.kind,
                names=(trouble, each.text("source") or ""),
            )
        elif each.kind == "redirect" or (each.kind == "rewrite" and each.first):
            yield from _hidden(each, structure, structure.config)


def _trouble(route: CustomRoute) -> str | None:
    """Say what Next refuses about an entry; ``None`` where nothing is certain."""
    if not route.certain:
        return None
    keys = set(route.table.entries)
    unknown = sorted(keys - _ALLOWED[route.kind])
    if unknown:
        return f"it has the unknown field `{unknown[0]}`"
    return _bad_source(route) or (_bad_target(route) if route.kind != "header" else None)


def _bad_source(route: CustomRoute) -> str | None:
    node = route.table.entries.get("source")
    if node is None or (isinstance(node, Known) and not node.value):
        return "its `source` is missing"
    source = route.text("source")
    return "its `source` does not begin with /" if source is not None and not source.startswith("/") else None


def _bad_target(route: CustomRoute) -> str | None:
    node = route.table.entries.get("destination")
    if node is None or (isinstance(node, Known) and not node.value):
        return "its `destination` is missing"
    destination = route.text("destination")
    outside = destination is not None and not destination.startswith(("http://", "https://"))
    if route.kind == "rewrite":
        if outside and route.value("basePath") is False:
            return "it leaves the base path, and its `destination` is not a full address"
        if outside and destination is not None and not destination.startswith("/"):
            return "its `destination` begins with neither / nor http:// nor https://"
        return None
    status, permanent = route.value("statusCode"), route.value("permanent")
    if "statusCode" not in route.table.entries:
        known = "permanent" not in route.table.entries or isinstance(route.table.entries["permanent"], Known)
        return "it has no `permanent` and no `statusCode`" if known and not isinstance(permanent, bool) else None
    if "permanent" in route.table.entries:
        return "it has both `permanent` and `statusCode`" if permanent is not None else None
    return f"its `statusCode` is {status}" if isinstance(status, int) and status not in _STATUS else None


def _hidden(route: CustomRoute, structure: Structure, config: ConfigFile) -> Iterator[Conflict]:
    """Give the pages that nobody gets to see. What holds only under a condition hides nothing."""
    keys = route.table.entries
    if not route.certain or keys.keys() & {"has", "missing", "locale", "basePath"}:
        return
    if config.get("i18n").state != "absent":
        return
    source, destination = route.text("source") or "", route.text("destination") or ""
    parsed = parse_source(source)
    if parsed is None:
        return
    for page in structure.routes:
        if page.kind != "page" or page.intercepts or page.slots or not takes_all(parsed, parse_url(page.url)):
            continue
        if destination != page.url:
            yield Conflict(
                check=f"{route.kind}-shadows-page",
                places=(route.at, At(path=page.path)),
                fate="silent",
                url=page.url,
                names=(source, destination),
            )
