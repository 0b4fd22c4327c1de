"""Packages that lie in ``node_modules`` here, or above the project, and that a clean install does not bring, or not in
that version."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from buildcheck.factors.log import log_of, names_any
from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, ExtraPackage, Factor, NotTried, PackagePlace
from buildcheck.model.machine import Tree, TreePackage

LAYOUT = frozenset({"shamefully-hoist", "node-linker", "nodeLinker", "public-hoist-pattern", "install-strategy"})
"""Settings that say where packages are put."""


def package_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give one for each package that the project uses, or that the failed log names."""
    layout = situation.survey.layout
    locked_only = layout is not None and layout.kind == "pnp"
    for each in _all(situation):
        adds = isinstance(each, Factor) and bool(each.change.packages)
        if adds and locked_only:
            yield NotTried(difference=each.difference, reason="Plug'n'Play loads no package that is not locked.")
        else:
            yield each


def _all(situation: Situation) -> Iterator[Factor | NotTried]:
    told = {each.subject: each for each in situation.of("package")}
    used = {
        each.package: each
        for each in situation.survey.undeclared
        if each.elsewhere and each.package in told and told[each.package].weight != "harmless"
    }
    for name, each in used.items():
        if each.locked is None or not _is_laid_out_otherwise(situation):
            place: PackagePlace = "above" if each.elsewhere == "above" else "tree"
            yield _undeclared(told[name], name, each.found, place)
    yield from _of_log(situation, used.keys())
    if situation.machine.tree is not None:
        yield from _of_tree(situation.machine.tree, told, situation)


def _is_laid_out_otherwise(situation: Situation) -> bool:
    """Whether a setting, or another manager, puts packages of the lockfile where this project finds them here."""
    tree = situation.machine.tree
    other = tree is not None and tree.manager not in (None, situation.plan.manager.name)
    return other or any(each.key in LAYOUT for each in situation.machine.settings)


def _undeclared(found: Difference, name: str, version: str | None, place: PackagePlace) -> Factor:
    shown = f"{name} {version}" if version else name
    where = "in a folder above the project" if place == "above" else "in node_modules"
    return Factor(
        kind="package",
        subject=name,
        change=Change(packages=(ExtraPackage(name=name, version=version, place=place),)),
        difference=found,
        because=f"`{name}` lies {where} on this machine, and package.json does not declare it",
        given=shown,
        words=_words(name),
    )


def _words(name: str) -> tuple[str, ...]:
    """Give how a log names a package: in quotes, so that a package called ``ms`` is not found in ``12 ms``."""
    return tuple(f"{sign}{name}{end}" for sign in "'\"`" for end in (sign, "/"))


def _of_log(situation: Situation, known: Collection[str]) -> Iterator[Factor]:
    """Give those that nothing declares, that are not ``known``, and that the log misses, wherever it asks for them."""
    log = log_of(situation)
    tree = situation.machine.tree
    places: dict[str, tuple[str | None, PackagePlace]] = {
        name: (version, "above") for each in situation.machine.outside for name, version in each.packages.items()
    }
    for each in tree.extraneous if tree is not None else ():
        places[each.name] = (each.version, "tree")
    for name, (version, place) in places.items():
        if name not in known and names_any(_words(name), log):
            where = "node_modules" if place == "tree" else "a folder above"
            found = Difference(
                kind="package",
                weight="may-break",
                subject=name,
                here=f"{name} {version or ''} lies in {where}.".replace("  ", " "),
                clean="No declared package brings it.",
                consequence="The log of the failed step asks for it.",
                close=f'Add "{name}": "^{version}" to package.json and update the lockfile.' if version else None,
            )
            yield _undeclared(found, name, version, place)


def _of_tree(tree: Tree, told: dict[str, Difference], situation: Situation) -> Iterator[Factor | NotTried]:
    for each in tree.different:
        found = told.get(each.place or f"{each.name}@{each.version or each.locked}")
        if found is not None and found.weight != "harmless":
            yield _of_version(found, each)
    for each in tree.linked:
        found = told.get(each.name)
        if found is not None and found.weight != "harmless":
            yield NotTried(difference=found, reason="What the link leads to lies outside of the project.")
    found = told.get("node_modules")
    if found is not None and tree.manager is not None:
        yield _of_manager(found, tree, situation)
    found = told.get("development packages")
    passed = situation.build is not None and situation.build.failed is None
    if found is not None and passed and not _is_told_otherwise(situation):
        yield _without_development(found, situation)


def _of_version(found: Difference, package: TreePackage) -> Factor | NotTried:
    if package.version is None or (package.place or "").count("node_modules/") != 1:
        return NotTried(difference=found, reason="It lies below another package.")
    return Factor(
        kind="package",
        subject=package.name,
        change=Change(packages=(ExtraPackage(name=package.name, version=package.version, place="tree"),)),
        difference=found,
        because=f"`node_modules` has {package.name} {package.version} on this machine, and the lockfile says "
        f"{package.locked}",
        given=f"{package.name} {package.version}",
        words=_words(package.name),
    )


def _of_manager(found: Difference, tree: Tree, situation: Situation) -> Factor:
    name = tree.manager or ""
    program = next((each for each in situation.machine.programs if each.name == name), None)
    version = program.version if program is not None else None
    planned = situation.plan.manager
    return Factor(
        kind="package",
        subject="node_modules",
        change=Change(manager=f"{name}@{version or '*'}"),
        difference=found,
        because=f"`node_modules` was made by {name} on this machine, and a clean install uses {planned.name} "
        f"{planned.version} ({planned.reason})",
        given=f"{name} {version or ''}".rstrip(),
        diagnoses=("lockfile-", "package-not-", "missing-types", "workspace-protocol", "manager-version-refused"),
    )


def _is_told_otherwise(situation: Situation) -> bool:
    """Whether a variable or a setting of the machine says why development packages are missing."""
    settings = {each.key for each in situation.machine.settings}
    return situation.machine.node.node_env == "production" or bool(settings & {"omit", "production", "only"})


def _without_development(found: Difference, situation: Situation) -> Factor:
    omit = {"omit": "dev"} if situation.plan.manager.name == "npm" else {"production": "true"}
    return Factor(
        kind="package",
        subject=found.subject,
        change=Change(settings=omit),
        difference=found,
        because="no development package is installed on this machine",
        given="an install without them",
        diagnoses=("package-not-", "command-not-found", "missing-types", "typescript-not-installed"),
    )
