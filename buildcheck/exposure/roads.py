"""The file in which a value stands, and what the source says of its variable -> the road it came on, and where in the
source that road begins."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from buildcheck.exposure.collecting import Found
from buildcheck.model.environment import Road, Variable, VariableRead, Where
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import ConfigFile
from buildcheck.model.value import At

_METADATA = ("sitemap", "robots.txt", "manifest.webmanifest", "manifest.json", "opengraph-image", "twitter-image",
             "icon", "apple-icon", "favicon.ico")  # fmt: skip
_OUTSIDE: frozenset[Where] = frozenset({"script", "build", "config"})


def road_of(found: Found, variable: str, known: Variable | None, config: ConfigFile | None, *, dumped: bool) -> Road:
    """Say how ``variable`` came into a file. ``dumped``: variables that the project never mentions stand in the same
    file, so the environment was handed on as a whole."""
    public = known is not None and known.public
    spot = found.spot
    if spot.kind == "map":
        return "source-map"
    if spot.of_public:
        return "public-file"
    if public:
        return "prefix"
    if dumped:
        return "environment-dump"
    if spot.kind == "answer":
        return found.roads.get(variable, "response")
    if spot.kind == "rewrites":
        return "rewrite"
    if spot.kind == "script":
        return _road_into_code(known, config)
    if spot.kind == "data":
        return "page-data"
    if spot.kind == "body":
        return "metadata" if _is_metadata(spot.url) else "route-body"
    return found.roads.get(variable, "html" if spot.kind in ("page", "payload") else "unknown")


def _road_into_code(known: Variable | None, config: ConfigFile | None) -> Road:
    """What is written into client code without a public name comes from the configuration, or from code that something
    made before the bundler ran."""
    if known is None:
        return "unknown"
    configured = [each for each in known.reads if "config" in each.where]
    listed = any(each.by == "config" and each.public for each in known.declarations)
    if config is not None and (listed or any(config.key_at(each.at) == "env" for each in configured)):
        return "config-env"
    # Neither framework puts a name without its prefix into client code, so where that reads it, a constant stands.
    if configured or any("browser" in each.where for each in known.reads):
        return "define"
    return "import"


def _is_metadata(url: str) -> bool:
    name = posixpath.basename(url)
    return name.startswith(_METADATA) or "/sitemap/" in url


def beginning(road: Road, variable: Variable | None, routes: Iterable[str]) -> At | None:
    """Give the place in the source where the road of one variable begins; ``None`` where none is known."""
    if variable is None:
        return None
    if road in ("define", "config-env") and not any(_in_config(each) for each in variable.reads):
        return next((each.at for each in variable.declarations if each.by == "config"), None)
    for fits in _PREFERRED.get(road, (_anywhere,)):
        found = _first(variable.reads, routes, fits)
        if found is not None:
            return found
    return None


def beginning_of_dump(found: Found, survey: Survey, config: str | None, routes: Iterable[str]) -> At | None:
    """Give the place that hands on the whole environment: for code it is the configuration, for a page code of the
    server. ``config`` is the path of the framework's configuration."""
    wholes = [each for each in survey.environment.unnamed if each.how == "whole"]
    if found.spot.kind in ("script", "map"):
        configured = _first(wholes, routes, _in_config) or _loading(survey, config)
        return configured or _first(survey.environment.unnamed, routes, _in_browser)
    return _first(wholes, routes, _in_server) or _first(survey.environment.unnamed, routes, _anywhere)


def _loading(survey: Survey, config: str | None) -> At | None:
    """Give the place where Vite's configuration loads the variables."""
    module = survey.modules.get(config) if config is not None else None
    for call in module.calls if module is not None else ():
        if (call.module, call.name) == ("vite", "loadEnv"):
            return At(path=str(config), line=call.line, column=call.column)
    return None


def _first(reads: Iterable[VariableRead], routes: Iterable[str], fits: Callable[[VariableRead], bool]) -> At | None:
    """Give the place of the first read that ``fits``, one whose routes are those of the leak before others."""
    wanted = frozenset(routes)
    found = [each for each in reads if fits(each)]
    return next((each.at for each in sorted(found, key=lambda each: not wanted.intersection(each.routes))), None)


def _anywhere(read: VariableRead) -> bool:
    return read.is_live


def _in_browser(read: VariableRead) -> bool:
    return "browser" in read.where


def _in_server(read: VariableRead) -> bool:
    return "server" in read.where or "edge" in read.where


def _outside(read: VariableRead) -> bool:
    return bool(_OUTSIDE.intersection(read.where))


def _in_config(read: VariableRead) -> bool:
    return "config" in read.where


_PREFERRED: dict[Road, tuple[Callable[[VariableRead], bool], ...]] = {
    "prefix": (_in_browser, _anywhere),
    "define": (_in_config,),
    "config-env": (_in_config,),
    "runtime-config": (_in_config, _anywhere),
    "rewrite": (_in_config,),
    "import": (_outside, _anywhere),
    "source-map": (_outside, _in_browser, _anywhere),
    "public-file": (_outside, _anywhere),
    "html": (_in_server, _anywhere),
    "prop": (_in_server, _anywhere),
    "page-data": (_in_server, _anywhere),
    "metadata": (_in_server, _anywhere),
    "route-body": (_in_server, _anywhere),
    "response": (_in_server, _anywhere),
}
