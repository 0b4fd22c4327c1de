"""What a build was seen to use -> text, for ``buildcheck observe``: what a clean container lacks first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.machine import Machine
from buildcheck.model.observed import Observed, UsedHost, UsedModule, UsedProgram
from buildcheck.reports.view import View, columns, draw, indented, line, plural, seconds, some

_MOST = 12
_ROADS = {
    "link": "a link in node_modules",
    "above": "a folder above the project",
    "node-path": "NODE_PATH",
    "global": "Node's own folders",
    "path": "a path that is written out",
    "other": "folders that it names itself",
}
_PLACES = {"above": "above the project", "global": "global packages", "home": "home folder", "other": "elsewhere"}


def render(machine: Machine, view: View) -> str:
    """Give what the machine's build used as text for ``view``."""
    used = machine.used
    if used is None:
        return ""
    title = f"  {machine.project or 'this project'}: what `{used.command}` used that is no part of it"
    blocks: list[RenderableType] = [Text(), line(("observe", "bold cyan"), title)]
    for heading, rows in _sections(used):
        listed = list(rows)
        if listed:
            rest = len(listed) - _MOST
            shown = [*listed[:_MOST], (line(f"and {rest:,} more"), Text(), Text())] if rest > 0 else listed
            blocks += [Text(), indented(line((heading, "bold"))), columns(shown)]
    blocks += [Text(), indented(line(("not watched", "bold")))]
    blocks += [columns([(line(("·", "dim")), line(each)) for each in used.unwatched])]
    return draw([*blocks, Text(), line((_last(used), "dim"))], view)


def _row(first: str, second: str = "", third: str = "") -> tuple[Text, ...]:
    return line((first, "bold")), line(second), line((third, "dim"))


def _sections(used: Observed) -> Iterator[tuple[str, Iterable[tuple[Text, ...]]]]:
    yield "modules", map(_module, used.modules)
    yield "programs", map(_program, sorted(used.programs, key=lambda each: each.package is None))
    yield "hosts", map(_host, used.hosts)
    yield "files", (_row(each.path, _PLACES[each.place], _for(each.by)) for each in used.files if each.read)
    yield "variables", _variables(used)
    yield "Node", (_row(each.version, each.path) for each in used.nodes)


def _module(module: UsedModule) -> tuple[Text, ...]:
    name = _versioned(module.package or module.path, module.version)
    return _row(name, f"{module.path}, by {_ROADS[module.via]}", _for(module.by))


def _program(program: UsedProgram) -> tuple[Text, ...]:
    owner = f"{_versioned(program.package, program.version)}, {program.path}" if program.package else program.path
    by = [f"script {some(program.scripts, 3)}"] if program.scripts else []
    return _row(program.name, owner, ", ".join([*by, *([_for(program.by)] if program.by else [])]))


def _host(host: UsedHost) -> tuple[Text, ...]:
    return _row(host.host, f"port {host.port}" if host.port else "looked up", _for(host.by))


def _for(by: str | None) -> str:
    return f"for {by}" if by else ""


def _versioned(name: str, version: str | None) -> str:
    return f"{name} {version or ''}".rstrip()


def _variables(used: Observed) -> Iterator[tuple[Text, ...]]:
    """Give those that are set here, or that the project itself asks for: packages ask for many that nobody sets."""
    names = dict.fromkeys(each.name for each in used.reads if each.name != "*" and (each.set or each.at is not None))
    for name in names:
        reads = [each for each in used.reads if each.name == name]
        by = dict.fromkeys(str(each.at or each.by) for each in reads)
        yield _row(name, "set" if any(each.set for each in reads) else "not set", f"for {some(tuple(by), 2)}")


def _last(used: Observed) -> str:
    ended = f"`{used.command}` ended with {used.exit_code} after {seconds(used.seconds)}"
    return f"{ended}. It read {plural(used.system_files, 'file')} of the system."
