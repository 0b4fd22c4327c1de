"""Machine -> text, for ``buildcheck snapshot``: what a clean container lacks first, what is merely so last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.machine import LocalFile, Machine, Program, Tree, TreePackage
from buildcheck.reports.view import View, columns, draw, indented, line, plural, seconds, size, some

_MOST = 12
Row = tuple[Text, ...]


def render(machine: Machine, view: View) -> str:
    """Give the snapshot as text for ``view``."""
    blocks: list[RenderableType] = [line(("snapshot", "bold cyan"), f"  {machine.project or 'this project'}")]
    for title, rows in _sections(machine):
        listed = list(rows)
        if listed:
            shown = [*listed[:_MOST], _more(len(listed) - _MOST)] if len(listed) > _MOST else listed
            blocks += [Text(), indented(line((title, "bold"))), columns(_evened(shown))]
    took = f" in {seconds(machine.seconds)}" if machine.seconds is not None else ""
    return draw([*blocks, Text(), line((f"Read{took}. Nothing of the project was run.", "dim"))], view)


def _sections(machine: Machine) -> Iterator[tuple[str, Iterable[Row]]]:
    yield "commands that no package of the project gives", _commands(machine)
    yield "node_modules", _tree(machine.tree)
    yield "in the folders above", (_row(each.path, each.kind, _packages(each.packages)) for each in machine.outside)
    yield "variables that the project reads", _variables(machine)
    yield "files that a clean checkout lacks", _files(machine)
    yield "settings outside of the project", _settings(machine)
    yield "global packages", _globals(machine)
    yield "programs", (_program(each) for each in machine.programs)
    yield "earlier build", _output(machine)
    yield "machine", _system(machine)


def _row(first: str, *rest: str) -> Row:
    return (line((first, "bold")), *(line((each, "dim")) for each in rest))


def _more(count: int) -> Row:
    return _row(f"and {count:,} more")


def _evened(rows: list[Row]) -> list[Row]:
    """Give every row the cells of the longest: a table has one number of columns."""
    most = max(map(len, rows))
    return [row + (Text(),) * (most - len(row)) for row in rows]


def _commands(machine: Machine) -> Iterator[Row]:
    for each in machine.commands:
        if (
            each.origin == "project"
            or each.downloads
            or (each.origin == "nowhere" and not _gives_commands(machine.tree))
        ):
            continue
        by = f"{each.package} {each.version or ''}".strip() if each.package else each.path or "nothing here"
        yield _row(each.name, "global package" if each.origin == "global" else each.origin, by, some(each.scripts, 4))


def _gives_commands(tree: Tree | None) -> bool:
    """Whether packages have put their commands into folders: not before an install, nor with Plug'n'Play."""
    return tree is not None and tree.layout != "pnp"


def _tree(tree: Tree | None) -> Iterator[Row]:
    if tree is None:
        yield _row("nothing is installed")
        return
    made = f"made by {tree.manager}" if tree.manager else "made by an unknown manager"
    beside = f"beside {tree.lockfile}" if tree.lockfile else "no lockfile to compare with"
    made += f", {tree.layout}" if tree.layout not in (None, "pnp") else ""
    if tree.layout == "pnp":
        beside = f"in archives ({tree.made_by}), not compared with the lockfile"
    yield _row(plural(tree.packages, "package"), f"{made}, {beside}")
    if tree.hoisted:
        yield _row(f"{tree.hoisted:,} not declared", "the project's code finds them all the same")
    if tree.native:
        yield _row(f"{len(tree.native):,} for one platform", some([_named(each) for each in tree.native], 6))
    if tree.production:
        yield _row("no development packages", plural(len(tree.missing), "package"))
    else:
        yield from _listed("missing", tree.missing)
    yield from _listed("not in the lockfile", tree.extraneous)
    yield from _listed("another version", tree.different)
    yield from _listed("linked", tree.linked)
    yield from _listed("for another platform", tree.unfit)


def _listed(title: str, packages: tuple[TreePackage, ...]) -> Iterator[Row]:
    if packages:
        yield _row(f"{len(packages):,} {title}", some([_named(each) for each in packages], 6))


def _named(package: TreePackage) -> str:
    if package.link is not None:
        return f"{package.name} → {package.link}"
    if package.locked is not None and package.version is not None:
        return f"{package.name} {package.version} (locked {package.locked})"
    return f"{package.name} {package.version or package.locked or ''}".rstrip()


def _packages(packages: dict[str, str | None]) -> str:
    return some([f"{name} {version or ''}".rstrip() for name, version in packages.items()], 6)


def _variables(machine: Machine) -> Iterator[Row]:
    node = machine.node
    if node.node_env is not None:
        yield _row("NODE_ENV", f"the shell: {node.node_env}")
    if node.options is not None:
        yield _row("NODE_OPTIONS", f"the shell: {' '.join(node.options)}")
    if node.path:
        yield _row("NODE_PATH", "the shell")
    for each in machine.variables:
        places = [*(("the shell",) if each.shell else ()), *each.files]
        yield _row(each.name, some(places), "" if each.build else "not read by a production build")


def _files(machine: Machine) -> Iterator[Row]:
    if machine.modified:
        yield _row(plural(machine.modified, "changed file"), "differs from the last commit")
    for each in sorted(machine.files or (), key=lambda each: each.rule is not None):
        yield _row(each.path, _hidden_by(each))
    if machine.further_files:
        yield _more(machine.further_files)


def _hidden_by(file: LocalFile) -> str:
    return f"ignored by {file.rule} ({file.pattern})" if file.rule is not None else "never added to git"


def _settings(machine: Machine) -> Iterator[Row]:
    for each in machine.settings:
        value = each.value if each.value is not None else "set"
        yield _row(f"{each.manager} {each.key}", value, each.file or "the environment")
    if machine.further_settings:
        yield _row(f"{machine.further_settings:,} more", "names that are not known to be harmless")


def _globals(machine: Machine) -> Iterator[Row]:
    for each in machine.globals:
        place = f"by {each.manager}, linked to {each.link}" if each.link else f"by {each.manager}"
        yield _row(f"{each.name} {each.version or ''}".rstrip(), place)


def _program(program: Program) -> Row:
    hidden = f"hides {some(program.hidden, 3)}" if program.hidden else ""
    return _row(f"{program.name} {program.version or '(version unknown)'}", program.origin, program.path, hidden)


def _output(machine: Machine) -> Iterator[Row]:
    if (made := machine.output) is not None:
        routes = plural(len(made.app.routes), "route") if made.app is not None else ""
        how = ", ".join(each for each in (made.bundler, made.mode) if each)
        age = "older than the source" if made.older else f"build {made.build_id}" if made.build_id else ""
        yield _row(made.path, how, routes, age)


def _system(machine: Machine) -> Iterator[Row]:
    system = machine.system
    libc = f"{system.libc.name} {system.libc.version or ''}".rstrip() if system.libc else ""
    yield _row(f"{system.os}-{system.arch}", " ".join(each for each in (system.release, libc) if each))
    if system.case_sensitive is not None:
        yield _row("file names", "upper and lower case differ" if system.case_sensitive else "case does not matter")
    yield _row("locale", system.locale or "unknown", system.time_zone or "time zone unknown")
    memory = size(system.memory) if system.memory is not None else "memory unknown"
    yield _row("size", memory, plural(system.cpus, "processor") if system.cpus is not None else "")
