"""The search of one build, from its first file to its `Leak` values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buildcheck.exposure.collecting import Collector
from buildcheck.exposure.instead import Instead, context_of
from buildcheck.exposure.layout import Layout, layout_of
from buildcheck.exposure.leaks import leaks_of
from buildcheck.model.build import Served
from buildcheck.model.environment import Leak
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic


class Exposure:
    """Give `sink` to `Sandbox.collect` with the folders of the build and those of `more_folders`, then ask for `leaks`.
    It serves one build."""

    def __init__(self, synthetic: Synthetic, layout: Layout, survey: Survey) -> None:
        self._synthetic = synthetic
        self._layout = layout
        self._survey = survey
        self._collector = Collector(synthetic, layout)

    def more_folders(self, outputs: tuple[str, ...]) -> tuple[str, ...]:
        """Give the folders that a browser is served from and that are none of ``outputs``."""
        served = (self._layout.work, self._layout.served, self._layout.public if self._layout.work else None)
        return tuple(each for each in dict.fromkeys(served) if each is not None and each not in outputs)

    def sink(self, path: str, size: int) -> Callable[[memoryview], None] | None:
        """See `buildcheck.engines.base.Sinks`."""
        return self._collector.sink(path, size)

    def answers(self, served: Served, bodies: Mapping[str, bytes]) -> None:
        """Search what the started app answered, too; the arguments are what `Sandbox.serve` gives."""
        for each in served.answers:
            self._collector.answer(each.route, each.url, bodies.get(each.url, b""))

    def leaks(self) -> tuple[Leak, ...]:
        """Give what was found."""
        return leaks_of(self._collector, self._layout, self._synthetic, self._survey)

    def instead(self) -> Instead:
        """Make what looks, in a build without these values, for what stands in their place."""
        values = self._synthetic.values
        return Instead(
            (
                context_of(found.path, hit, values[name], shared=found.spot.kind in ("script", "map"))
                for found in self._collector.found
                for name, hit in found.hits.items()
            ),
            self._layout,
        )


def exposure_of(project: Project, survey: Survey, synthetic: Synthetic) -> Exposure | None:
    """Make the search for the values of ``synthetic``; ``None`` where it is not known what a browser is served."""
    layout = layout_of(project, survey)
    return None if layout is None else Exposure(synthetic, layout, survey)
