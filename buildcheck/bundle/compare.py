"""A run in a bundle x the same run made again -> where they differ, the answer first."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping

from buildcheck import __version__
from buildcheck.model.build import Build
from buildcheck.model.bundle import Contents, ReplayDifference, ReplayPart
from buildcheck.model.plan import HostRule, Plan
from buildcheck.model.report import Finding, Report
from buildcheck.model.settings import Settings

_NOTHING = "nothing"


def compare(contents: Contents, there: Report, here: Report, settings: Settings) -> tuple[ReplayDifference, ...]:
    """Give the differences between ``there``, the report of the bundle, and ``here``, made with ``settings``. Those
    that decide are the answer itself; the others are all that was not the same, and so can be why."""
    found = [*_answers(there, here), *_plans(contents.plan, here.plan)]
    found += _surroundings(contents, there, here, settings)
    return tuple(found)


def _answers(there: Report, here: Report) -> Iterator[ReplayDifference]:
    yield from _differing("verdict", "verdict", there.verdict, here.verdict, decides=True)
    yield from _differing("stage", "how far it got", there.stage, here.stage, decides=True)
    yield from _differing("step", "the step that ended it", _ended(there), _ended(here), decides=True)
    first, second = Counter(map(_key, there.findings)), Counter(map(_key, here.findings))
    for key in sorted(first - second):
        yield ReplayDifference(part="finding", subject=_named(key), there="found", here=_NOTHING, decides=True)
    for key in sorted(second - first):
        yield ReplayDifference(part="finding", subject=_named(key), there=_NOTHING, here="found", decides=True)


def _key(finding: Finding) -> tuple[str, str, int, str, str]:
    place = finding.path or ""
    return finding.check, place, finding.line or 0, finding.cause or "", finding.suppressed or finding.severity


def _named(key: tuple[str, str, int, str, str]) -> str:
    check, path, line, cause, _ = key
    place = f"{path}:{line}" if path and line else path
    return " ".join(each for each in (check, place, f"({cause})" if cause else "") if each)


def _ended(report: Report) -> str:
    built = _built(report)
    failed = built.failed if built is not None else None
    return f"{failed.name}: {failed.outcome}" if failed is not None else _NOTHING


def _built(report: Report) -> Build | None:
    return report.builds[0] if report.builds else None


def _plans(there: Plan, here: Plan | None) -> Iterator[ReplayDifference]:
    if here is None:
        return
    manager, other = (f"{each.manager.package} {each.manager.version}" for each in (there, here))
    for subject, first, second in (
        ("Node", there.node.value, here.node.value),
        ("image variant", there.variant.value, here.variant.value),
        ("package manager", manager, other),
        ("folder", f"{there.install_root} {there.app}", f"{here.install_root} {here.app}"),
        ("steps", _steps(there), _steps(here)),
        ("variables of every host", _pairs(there.environment), _pairs(here.environment)),
        ("install scripts", str(there.scripts), str(here.scripts)),
    ):
        yield from _differing("plan", subject, first, second)
    yield from _differing("network", "network", there.network.mode, here.network.mode)
    yield from _differing("network", "hosts that may be reached", _hosts(there), _hosts(here))
    yield from _differing("limits", "memory", f"{there.limits.memory:,} bytes", f"{here.limits.memory:,} bytes")
    yield from _differing("limits", "disk", f"{there.limits.disk:,} bytes", f"{here.limits.disk:,} bytes")
    yield from _differing("limits", "seconds", _seconds(there), _seconds(here))


def _steps(plan: Plan) -> str:
    return "; ".join(f"{each.phase} in {each.cwd}: {shlex.join(each.argv)}" for each in plan.steps)


def _pairs(values: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(values.items()))


def _seconds(plan: Plan) -> str:
    return ", ".join(f"{each.phase} {each.timeout_seconds}" for each in plan.steps)


def _hosts(plan: Plan) -> str:
    rules: tuple[HostRule, ...] = (*plan.network.registries, *plan.network.known, *plan.network.allowed)
    return ", ".join(sorted({each.host for each in rules})) or _NOTHING


def _surroundings(contents: Contents, there: Report, here: Report, settings: Settings) -> Iterator[ReplayDifference]:
    bundle = contents.bundle
    yield from _differing("tool", "buildcheck", bundle.tool, __version__)
    first, second = _built(there), _built(here)
    if first is not None and second is not None:
        yield from _differing("engine", "engine", first.isolation.engine, second.isolation.engine)
        yield from _differing("image", "image", bundle.image or "unknown", second.isolation.image or "unknown")
    if contents.plan.reusable_tree.value != "yes":
        yield ReplayDifference(
            part="plan",
            subject="versions of packages",
            there="those of that day",
            here=f"those of today: {contents.plan.reusable_tree.reason}",
        )
    if bundle.given and not settings.env.startswith("file:"):
        yield ReplayDifference(
            part="variables",
            subject=", ".join(bundle.given),
            there="real values, of an env file",
            here="made values; give others with --env file:PATH",
        )
    for each in bundle.blanked:
        yield ReplayDifference(
            part="source",
            subject=each.path,
            there="its own values",
            here=f"made text in {each.count} place{'' if each.count == 1 else 's'} ({each.what})",
        )


def _differing(
    part: ReplayPart, subject: str, there: str, here: str, *, decides: bool = False
) -> Iterator[ReplayDifference]:
    if there != here:
        yield ReplayDifference(part=part, subject=subject, there=there, here=here, decides=decides)
