"""Uses of packages -> those that the manifest beside them does not declare, and how each is there all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from buildcheck.model.dependencies import Need, PackageUse, Undeclared
from buildcheck.model.project import Manifest, Project
from buildcheck.model.survey import Installed
from buildcheck.survey.dependencies.provided import is_provided, types_package
from buildcheck.survey.dependencies.supply import Supplies

_WEIGHT: tuple[Need, ...] = ("build", "types", "install", "start", "unknown", "test", "lint", "dev")
_SHARED: frozenset[Need] = frozenset({"types", "test", "lint", "dev"})
"""Needs for which a workspace's root is the usual place: its tools are everybody's."""

Excused = Callable[[PackageUse], bool]
"""Whether the source itself makes a use harmless (a type declared for the module, an error that is asked for)."""


def undeclared(
    project: Project, uses: Iterable[PackageUse], supplies: Supplies, installed: Installed | None, excused: Excused
) -> tuple[Undeclared, ...]:
    """Give one value for each package and manifest, in the order of their names."""
    found: dict[tuple[str, str], list[PackageUse]] = {}
    for use in uses:
        if not use.guarded and _counts(project, use) and not _is_declared(use, supplies):
            found.setdefault((use.package, use.folder), []).append(use)
    values = (_value(package, folder, each, supplies, installed) for (package, folder), each in sorted(found.items()))
    kept = (each for each in values if each.supply != "root" or each.use.needed not in _SHARED)
    return tuple(_not_excused(kept, excused))


def _counts(project: Project, use: PackageUse) -> bool:
    """Whether a use concerns this app: tests and tools of its neighbours do not."""
    return use.folder == project.app or use.needed in ("build", "install")


def _is_declared(use: PackageUse, supplies: Supplies) -> bool:
    manifests = _manifests(use.folder, supplies)
    if supplies.declared(use.package, use.folder) or is_provided(use.package, manifests):
        return True
    # A package whose types alone are declared is wanted for its types alone.
    types = types_package(use.package)
    return any(manifest.requirement(types) for manifest in manifests)


def _manifests(folder: str, supplies: Supplies) -> tuple[Manifest, ...]:
    return (supplies.manifests[folder], supplies.project.root_manifest)


def _value(
    package: str, folder: str, uses: list[PackageUse], supplies: Supplies, installed: Installed | None
) -> Undeclared:
    supply, via = supplies.supply(package, folder)
    here = installed or Installed()
    left_over = package in here.top and not supplies.locked.get(package)
    above = package in here.above and package not in here.top
    return Undeclared(
        package=package,
        folder=folder,
        manifest=supplies.manifests[folder].path,
        uses=tuple(sorted(uses, key=lambda each: (_WEIGHT.index(each.needed), not each.certain))),
        supply=supply,
        via=via,
        locked=supplies.version(package),
        elsewhere="left-over" if left_over else "above" if above else None,
        found=here.top.get(package) or here.above.get(package),
        member=supplies.members.get(package),
    )


def _not_excused(found: Iterable[Undeclared], excused: Excused) -> Iterator[Undeclared]:
    """Leave out those whose only weight is the type check, where the source makes it pass."""
    for each in found:
        if each.use.needed != "types" or not excused(each.use):
            yield each
