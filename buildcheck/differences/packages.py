"""What lies in ``node_modules`` here, and above it, that a clean install would not bring, or not in that version."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.differences.sides import Sides, weight_of
from buildcheck.model.dependencies import Undeclared
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import Tree, TreePackage

_STORES = ("node_modules/.pnpm/", "node_modules/.bun/")


def package_differences(sides: Sides) -> Iterator[Difference]:
    """Give those of packages that the project uses one by one; of the rest, each is harmless."""
    used = {
        each.package for each in sides.survey.undeclared if each.elsewhere and each.supply in ("nowhere", "unknown")
    }
    for undeclared in sides.survey.undeclared:
        if undeclared.package in used:
            yield _undeclared(undeclared, sides)
    tree = sides.machine.tree
    if tree is None:
        return
    yield from _made_by(tree, sides)
    if tree.production:
        yield _production(tree)
    for package in tree.extraneous:
        if package.name not in used:
            yield _difference(package, "harmless", "It is not there, and nothing of the project asks for it.")
    for package in tree.different:
        yield _of_versions(package, sides)
    for package in () if tree.production else tree.missing:
        yield _missing(package, sides)
    for package in tree.linked:
        yield _linked(package, sides)


def _undeclared(found: Undeclared, sides: Sides) -> Difference:
    places = (each.path for each in sides.machine.outside if found.package in each.packages)
    place = next(places, "a folder above") if found.elsewhere == "above" else "node_modules, left over"
    section = "devDependencies" if found.use.by != "import" else "dependencies"
    used = sides.machine.used
    loaded = next((each for each in used.modules if each.package == found.package), None) if used is not None else None
    seen = f" {loaded.by} loaded it." if loaded is not None else ""
    version = f'"^{found.found}"' if found.found else "the version that works"
    return Difference(
        kind="package",
        weight="breaks" if loaded is not None else weight_of(found.use.needed),
        subject=found.package,
        here=f"{found.package} {found.found or ''}".rstrip() + f" lies in {place}.{seen}",
        clean=f"{found.manifest} does not declare it, and no declared package brings it.",
        consequence=f"{found.use.at} can't find it.",
        close=f'Add "{found.package}": {version} to {section} of {found.manifest} and update the lockfile.',
        at=found.use.at,
    )


def _made_by(tree: Tree, sides: Sides) -> Iterator[Difference]:
    manager = sides.plan.manager
    mark = f" (node_modules/{tree.made_by})" if tree.made_by is not None else ""
    if tree.manager is not None and tree.manager != manager.name:
        yield Difference(
            kind="package",
            weight="may-break",
            subject="node_modules",
            here=f"node_modules was made by {tree.manager}{mark}.",
            clean=f"{manager.name} {manager.version} installs: {manager.reason}.",
            consequence="Other versions may be installed, and laid out in another way.",
            close=_one_manager(tree, sides),
            at=manager.at,
        )


def _one_manager(tree: Tree, sides: Sides) -> str:
    stale = [each.path for each in sides.project.lockfiles if each.manager == sides.plan.manager.name]
    is_kept = any(each.manager == tree.manager for each in sides.project.lockfiles)
    named = f'Name the manager in "packageManager" of {sides.project.root_manifest.path}, and keep one lockfile'
    return f"{named}: without {stale[0]} it is {tree.manager}'s." if stale and is_kept else f"{named}."


def _production(tree: Tree) -> Difference:
    return Difference(
        kind="package",
        weight="changes",
        subject="development packages",
        here=f"None of the {len(tree.missing):,} development packages is installed.",
        clean="All of them are.",
        consequence="What fails here for want of them passes there.",
        close="Install again, without NODE_ENV=production and without --omit=dev.",
    )


def _of_versions(package: TreePackage, sides: Sides) -> Difference:
    asked = _is_asked_for(package, sides)
    crosses = _line(package.version) != _line(package.locked)
    weight: DifferenceWeight = "harmless" if not asked else "may-break" if crosses else "changes"
    return _difference(package, weight, f"It is built with {package.locked}.")


def _missing(package: TreePackage, sides: Sides) -> Difference:
    weight: DifferenceWeight = "changes" if _is_asked_for(package, sides) else "harmless"
    return _difference(package, weight, "It is installed there, and missing here alone.")


def _linked(package: TreePackage, sides: Sides) -> Difference:
    locked = sides.project.lockfiles[0].versions(package.name) if sides.project.lockfiles else ()
    return Difference(
        kind="package",
        weight="may-break" if _asked(package.name, sides) else "harmless",
        subject=package.name,
        here=f"{package.place} is a link to {package.link}.",
        clean=f"The lockfile says {locked[0]}." if locked else "The lockfile has no such package.",
        consequence="Changes in the linked folder that are not published are missing.",
        close="Publish the linked package and require that version, or make it a package of the workspace.",
    )


def _difference(package: TreePackage, weight: DifferenceWeight, consequence: str) -> Difference:
    place = package.place or package.name
    return Difference(
        kind="package",
        weight=weight,
        subject=package.place or f"{package.name}@{package.version or package.locked}",
        here=f"{place} is {package.version}." if package.version else f"{place} is not installed.",
        clean=f"The lockfile says {package.locked}." if package.locked else "The lockfile has no such package.",
        consequence=consequence,
        close=None
        if weight == "harmless"
        else "Install again from the lockfile, or commit the lockfile that you have.",
    )


def _is_asked_for(package: TreePackage, sides: Sides) -> bool:
    """Whether the project itself asks for it: what lies below another package is that one's. In the stores of pnpm and
    Bun everything lies that deep."""
    place = package.place or ""
    is_nested = "/node_modules/" in place and not place.startswith(_STORES)
    return not is_nested and _asked(package.name, sides)


def _asked(name: str, sides: Sides) -> bool:
    manifests = (sides.project.manifest, sides.project.root_manifest)
    return any(each.requirement(name) is not None for each in manifests)


def _line(version: str | None) -> str:
    """Give the part of a version within which releases promise to be compatible: ``2``, and ``0.3`` before 1.0."""
    major, _, rest = (version or "").partition(".")
    return f"0.{rest.partition('.')[0]}" if major == "0" else major
