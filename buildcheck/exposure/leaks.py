"""What was found in the files of a build, and what the source says -> `Leak` values, a few for each variable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from buildcheck.exposure.chunks import Chunks
from buildcheck.exposure.collecting import Collector, Found
from buildcheck.exposure.layout import Kind, Layout
from buildcheck.exposure.module_routes import routes_of
from buildcheck.exposure.roads import beginning, beginning_of_dump, road_of
from buildcheck.exposure.verdicts import verdict_of
from buildcheck.model.built_app import BUILT_IN
from buildcheck.model.environment import Leak, Road, Variable
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At

MOST_FILES = 10
"""A value that stands in every page of a large site would fill the report: of each variable and road, this many files
are named."""
MOST_ROUTES = 20

_ORDER: tuple[Road, ...] = ("environment-dump", "prefix", "config-env", "define", "import", "runtime-config",
                            "page-data", "prop", "html")  # fmt: skip
_KINDS: tuple[Kind, ...] = ("script", "page", "data", "body", "file", "rewrites", "answer", "map", "payload")


def leaks_of(collector: Collector, layout: Layout, synthetic: Synthetic, survey: Survey) -> tuple[Leak, ...]:
    """Give the leaks, by variable; of one variable the most telling file first. What the started app answers with is
    named where no file of the same route holds it, and no file tells where it begins."""
    if not collector.found:
        return ()
    reading = _Reading(collector, layout, synthetic, survey)
    made = [leak for found in collector.found if _is_served(found, collector.paths) for leak in reading.of_file(found)]
    kinds = {found.path: found.spot.kind for found in collector.found}
    stored = [leak for leak in made if kinds[leak.path] != "answer"]
    known = {(leak.variable, leak.routes) for leak in stored}
    begun = {(leak.variable, leak.via) for leak in stored if leak.via is not None}
    answers = [leak for leak in made if kinds[leak.path] == "answer" and (leak.variable, leak.routes) not in known]
    fresh = [leak for leak in answers if leak.road != "response" or (leak.variable, leak.via) not in begun]
    return tuple(_fewer([*stored, *fresh], kinds))


class _Reading:
    """What is known about one build, for each file in which something was found."""

    def __init__(self, collector: Collector, layout: Layout, synthetic: Synthetic, survey: Survey) -> None:
        self._collector = collector
        self._layout = layout
        self._synthetic = synthetic
        self._survey = survey
        self._inventory = survey.environment
        self._config = survey.next.config if survey.next is not None else None
        self._chunks = Chunks(collector.manifests)

    def of_file(self, found: Found) -> Iterator[Leak]:
        dumped = any(self._synthetic.values[name].decoy for name in found.hits)
        loaders = self._loaders(found)
        for name, hit in found.hits.items():
            variable, value = self._inventory.variables.get(name), self._synthetic.values[name]
            road = road_of(found, name, variable, self._config, dumped=dumped)
            routes = loaders or (_readers(variable) if found.spot.kind in ("script", "map") else ())
            verdict, relied_on = verdict_of(variable, value, road)
            yield Leak(
                variable=name,
                path=found.path,
                offset=hit.offset,
                length=len(hit.text),
                encoding=found.encodings[name],
                road=road,
                decoy=value.decoy,
                url=found.spot.url.replace("{build}", self._chunks.build_id or "[build]"),
                routes=routes[:MOST_ROUTES],
                via=self._beginning(found, road, variable, routes),
                count=found.counts[name],
                verdict=verdict,
                relied_on=relied_on,
            )

    def _beginning(self, found: Found, road: Road, variable: Variable | None, routes: tuple[str, ...]) -> At | None:
        if road == "environment-dump":
            return beginning_of_dump(found, self._survey, self._layout.config, routes)
        return beginning(road, variable, routes)

    def _loaders(self, found: Found) -> tuple[str, ...]:
        """Give the routes whose pages load a file."""
        if found.spot.address is not None:
            return (self._chunks.route(found.spot.address),)
        if found.spot.of_public or found.spot.kind not in ("script", "map"):
            return ()
        if self._layout.work is None:
            return self._collector.pages_with(found.spot.url.removesuffix(".map"))
        name = found.path[found.path.find("/static/") + 1 :].removesuffix(".map")
        return self._chunks.loaders(name) or routes_of(self._survey, self._chunks.requesters(name))


def _is_served(found: Found, paths: set[str]) -> bool:
    """Props of the pages router lie beside the page that was made of them; any other JSON there is the server's own."""
    return (
        found.spot.kind != "data" or "/_next/data/" in found.path or found.path.removesuffix("json") + "html" in paths
    )


def _readers(variable: Variable | None) -> tuple[str, ...]:
    """No manifest tells who loads a part that is fetched later: the modules that read the variable do."""
    reads = variable.reads if variable is not None else ()
    return tuple(sorted({route for each in reads if "browser" in each.where for route in each.routes}))


def _fewer(leaks: Iterable[Leak], kinds: Mapping[str, Kind]) -> Iterator[Leak]:
    groups: dict[tuple[str, Road], list[Leak]] = defaultdict(list)
    for leak in leaks:
        groups[leak.variable, leak.road].append(leak)
    for _, group in sorted(groups.items(), key=lambda each: (each[0][0], _rank(each[0][1]))):
        # A layout's values are in the page for missing addresses as well: a page of the project's own says more.
        group.sort(
            key=lambda leak: (BUILT_IN.issuperset(leak.routes or "-"), _KINDS.index(kinds[leak.path]), leak.path)
        )
        yield from group[:MOST_FILES]


def _rank(road: Road) -> int:
    return _ORDER.index(road) if road in _ORDER else len(_ORDER)
