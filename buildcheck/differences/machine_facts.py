"""`Machine` -> facts that another machine can have, too."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.differences.facts import Fact, line_of
from buildcheck.differences.settings import may_decide
from buildcheck.model.difference import DifferenceWeight
from buildcheck.model.machine import CommandPlace, Machine, Tree, TreePackage

_MANAGERS = frozenset({"node", "npm", "pnpm", "yarn", "bun"})


def machine_facts(machine: Machine) -> Iterator[Fact]:
    """Give them. Places are no facts: they differ from home to home."""
    yield from _programs(machine)
    for each in machine.commands:
        yield _command(each)
    for package in machine.globals:
        text = f"linked to {package.link}" if package.link else package.version or "of an unknown version"
        yield Fact(
            kind="undeclared-global", subject=f"{package.name} ({package.manager})", text=text, weight="harmless"
        )
    for setting in machine.settings:
        text = setting.value if setting.value is not None else "set"
        yield Fact(kind="setting", subject=f"{setting.manager} {setting.key}", text=text, weight=_setting(setting.key))
    yield from _variables(machine)
    for file in machine.files or ():
        yield Fact(
            kind="file", subject=file.path, text="on the disk alone", weight="changes" if not file.rule else "harmless"
        )
    if machine.tree is not None:
        yield from _tree(machine.tree)
    for outside in machine.outside:
        yield Fact(kind="outside", subject=f"{outside.kind} {outside.levels} above", text="there", weight="may-break")
    yield from _system(machine)
    if (output := machine.output) is not None:
        routes = f"{len(output.app.routes):,} routes" if output.app is not None else "routes unknown"
        built = f"{output.bundler or 'an unknown bundler'}, {routes}"
        yield Fact(kind="build-output", subject=output.path, text=built, weight="changes")


def _setting(key: str) -> DifferenceWeight:
    return "may-break" if may_decide(key) else "harmless"


def _programs(machine: Machine) -> Iterator[Fact]:
    for each in machine.programs:
        deciding = each.name in _MANAGERS
        yield Fact(
            kind="version",
            subject=each.name,
            text=f"{each.version or 'unknown'}, from {each.origin}",
            weight="may-break" if deciding else "harmless",
            line=line_of(each.version),
            near="changes" if deciding else "harmless",
        )


def _command(place: CommandPlace) -> Fact:
    by = f"{place.package} {place.version or ''}".rstrip() if place.package else place.origin
    alone = "not found" if place.origin == "nowhere" else place.origin
    weights: dict[str, DifferenceWeight] = {"global": "breaks", "nowhere": "breaks", "system": "may-break"}
    return Fact(
        kind="undeclared-global",
        subject=place.name,
        text=f"{place.origin}: {by}" if place.package else alone,
        weight=weights.get(place.origin, "changes"),
        line=place.origin,
        near="changes",
        # The scripts of the other side do not use it: that is another project, and no other machine.
        alone="harmless",
    )


def _variables(machine: Machine) -> Iterator[Fact]:
    for each in machine.variables:
        names = (file.rpartition("/")[2] for file in each.files)
        text = f"set by {', '.join([*(['the shell'] if each.shell else []), *names])}"
        yield Fact(kind="variable", subject=each.name, text=text, weight="may-break" if each.build else "changes")
    node = machine.node
    if node.node_env is not None:
        yield Fact(kind="variable", subject="NODE_ENV", text=node.node_env, weight="may-break")
    if node.options is not None:
        yield Fact(kind="setting", subject="NODE_OPTIONS", text=" ".join(node.options), weight="may-break")
    if node.path:
        yield Fact(kind="setting", subject="NODE_PATH", text="set", weight="may-break")


def _tree(tree: Tree) -> Iterator[Fact]:
    made = f"made by {tree.manager or 'an unknown manager'}" + (f", {tree.layout}" if tree.layout is not None else "")
    made += ", production packages only" if tree.production else ""
    yield Fact(kind="package", subject="node_modules", text=made, weight="may-break")
    groups: tuple[tuple[str, tuple[TreePackage, ...], DifferenceWeight], ...] = (
        ("missing", () if tree.production else tree.missing, "changes"),
        ("not in the lockfile", tree.extraneous, "may-break"),
        ("another version", tree.different, "changes"),
        ("linked", tree.linked, "may-break"),
        ("for another platform", tree.unfit, "may-break"),
    )
    for words, packages, weight in groups:
        for each in packages:
            version = f" {each.version}" if each.version and words != "missing" else ""
            yield Fact(kind="package", subject=each.place or each.name, text=f"{words}{version}", weight=weight)


def _system(machine: Machine) -> Iterator[Fact]:
    system = machine.system
    libc = f"{system.libc.name} {system.libc.version or ''}".rstrip() if system.libc is not None else None
    sensitive = {True: "upper and lower case differ", False: "upper and lower case are one"}
    rows: tuple[tuple[str, str | None, DifferenceWeight], ...] = (
        ("system", f"{system.os}-{system.arch}", "may-break"),
        ("C library", libc, "may-break"),
        ("file names", None if system.case_sensitive is None else sensitive[system.case_sensitive], "may-break"),
        ("release", system.release, "harmless"),
        ("locale", system.locale, "changes"),
        ("time zone", system.time_zone, "changes"),
        ("memory", None if system.memory is None else f"{system.memory // 1024**2:,} MiB", "harmless"),
        ("processors", None if system.cpus is None else str(system.cpus), "harmless"),
    )
    for subject, text, weight in rows:
        if text is not None:
            near: DifferenceWeight = "changes"
            line = system.libc.name if subject == "C library" and system.libc is not None else None
            yield Fact(kind="platform", subject=subject, text=text, weight=weight, line=line, near=near)
