"""What a build was seen to use on this machine and what a clean one lacks: certain, where files only suggest it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.observed import Observed, UsedFile, UsedHost, UsedModule, UsedProgram
from buildcheck.model.value import At

_TELEMETRY = "telemetry."
_PACKAGE = re.compile(r"/node_modules/((?:@[^/]+/)?[^/@][^/]*)$")


def used_differences(sides: Sides) -> Iterator[Difference]:
    """Give those that nothing else tells: packages and programs that the survey knows as undeclared are told there."""
    used = sides.machine.used
    if used is None:
        return
    undeclared = {each.package for each in sides.survey.undeclared}
    missing = {each.use.command for each in sides.survey.missing_commands}
    linked = {each.name for each in sides.machine.tree.linked} if sides.machine.tree is not None else set()
    for module in (*used.modules, *_bundled(used)):
        if module.package not in undeclared | linked:
            yield _of_module(module, sides)
    for program in used.programs:
        if program.name not in missing and program.package is not None:
            yield _of_program(program, sides)
    yield from _of_variables(used, sides)
    yield from (_of_host(each, sides) for each in used.hosts)
    yield from (_of_file(each, sides) for each in used.files if each.read and each.by and not _package_of(each))


def _bundled(used: Observed) -> Iterator[UsedModule]:
    """Give the packages that a bundler read, which finds modules by itself, and that no code loaded."""
    loaded = {each.package for each in used.modules}
    for file in used.files:
        name = _package_of(file)
        if file.read and file.by and name is not None and name not in loaded:
            yield UsedModule(package=name, path=file.path, via="above", by=file.by)


def _package_of(file: UsedFile) -> str | None:
    match = _PACKAGE.search(file.path)
    return match[1] if match else None


def _of_module(module: UsedModule, sides: Sides) -> Difference:
    name = module.package or module.path
    brought = module.package is not None and any(each.versions(module.package) for each in sides.project.lockfiles)
    manifest = sides.project.manifest.path
    version = f'"^{module.version}"' if module.version else "the version that works"
    close = f'Add "{name}": {version} to dependencies of {manifest} and update the lockfile.'
    return Difference(
        kind="package",
        weight="harmless" if brought else "breaks",
        subject=name,
        here=f"{module.by} loaded {name} {module.version or ''}".rstrip() + f" from {module.path}.",
        clean="The install brings it." if brought else "Nothing outside of the source is there.",
        consequence="It is loaded from node_modules." if brought else f"{module.by} can't find it.",
        close=None if brought else close if module.package else f"Bring {module.path} into the source.",
        at=_at(module.by, sides),
    )


def _of_program(program: UsedProgram, sides: Sides) -> Difference:
    declared = any(
        each.requirement(program.package or "") for each in (sides.project.manifest, sides.project.root_manifest)
    )
    version = f'"^{program.version}"' if program.version else "the version that works"
    caller = f"`{program.scripts[0]}`" if program.scripts else program.by or "the build"
    return Difference(
        kind="undeclared-global",
        weight="harmless" if declared else "breaks" if program.ran else "may-break",
        subject=program.name,
        here=f"{caller} ran {program.name} of {program.package} {program.version or ''}".rstrip()
        + f" ({program.path}).",
        clean="The install brings it." if declared else "No package of the project provides it.",
        consequence="The project's own is used." if declared else f"{caller} can't find it.",
        close=None
        if declared
        else f'Add "{program.package}": {version} to devDependencies of {sides.project.manifest.path}.',
        at=_at(program.by, sides),
    )


def _of_variables(used: Observed, sides: Sides) -> Iterator[Difference]:
    """Variables that are set here, were read, and that no file of the project reads."""
    given = {*sides.plan.environment, *sides.plan.environment_names, *(sides.build.variables if sides.build else ())}
    known = sides.survey.environment.variables.keys()
    reads = {each.name: each for each in reversed(used.reads) if each.set and each.name not in known | given | {"*"}}
    for name, read in sorted(reads.items()):
        yield Difference(
            kind="variable",
            weight="changes" if read.at is not None else "harmless",
            subject=name,
            here=f"{name} is set in the environment, and {read.at or read.by} read it.",
            clean="It is not set.",
            consequence="What depends on it is built otherwise.",
            close=f"Set {name} where the build runs, or in the script that needs it." if read.at is not None else None,
            at=read.at,
        )


def _of_host(host: UsedHost, sides: Sides) -> Difference:
    network = sides.plan.network
    listed = any(each.covers(host.host) for each in (*network.registries, *network.known, *network.allowed))
    let_through = network.mode == "open" or listed or host.host.startswith(_TELEMETRY)
    named = f"{host.host}:{host.port}" if host.port is not None else host.host
    return Difference(
        kind="network",
        weight="harmless" if let_through else "may-break",
        subject=host.host,
        here=f"{host.by or 'The build'} reached for {named}.",
        clean="It is let through, or not asked." if let_through else f"It is refused (--network {network.mode}).",
        consequence="Nothing is known to depend on it." if let_through else "What is fetched from there is missing.",
        close=None if let_through else f"Let the build do without it, or allow it: --allow-host {host.host}",
        at=_at(host.by, sides),
    )


def _of_file(file: UsedFile, sides: Sides) -> Difference:
    at = _at(file.by, sides)
    own = at is not None or _is_built(file.by, sides)
    weight: DifferenceWeight = "may-break" if own else "changes" if file.place == "above" else "harmless"
    return Difference(
        kind="outside",
        weight=weight,
        subject=file.path,
        here=f"{file.by} read {file.path}.",
        clean="Nothing outside of the source is there.",
        consequence="What was read from there is missing."
        if weight != "harmless"
        else "A tool reads its own settings.",
        close=f"Bring what is needed of {file.path} into the source." if weight != "harmless" else None,
        at=at,
    )


def _at(by: str | None, sides: Sides) -> At | None:
    """Give the place of a file of the source; a package, or what a build made, has none."""
    return At(path=by) if by is not None and any(each.path == by for each in sides.project.source.entries) else None


def _is_built(by: str | None, sides: Sides) -> bool:
    """Whether it is what the build made of the project's own code."""
    output = sides.survey.output
    folder = (output.work or output.folder) if output is not None else None
    return by is not None and folder is not None and by.startswith(f"{folder}/")
