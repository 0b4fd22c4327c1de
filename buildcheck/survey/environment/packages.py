"""Imports of packages that read a variable by themselves (Clerk, the OpenAI client): no code of the project names it.

Some can't do without it (Clerk ends the build); others take the value from their caller first (OpenAI's client), so
that their read counts as one that something may stand in for, and a build without the variable tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import VariableRead, Where
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from buildcheck.services import read_services
from buildcheck.survey.environment.routes import Routes


def package_reads(survey: Survey, routes: Routes) -> Iterator[tuple[str, VariableRead]]:
    """Give the names that imported packages read, each with the import that most routes include, of those that the
    build follows."""
    known = {
        package: [(name, listed is service.reads) for name in names]
        for service in read_services()
        for listed in (service.reads, service.demands)
        for package, names in listed.items()
    }
    found: dict[str, VariableRead] = {}
    for path, edges in survey.edges.items():
        for edge in edges if survey.matters(path) else ():
            if edge.package == "next-auth" and any(each.by == "next-auth" for each in survey.auth):
                # Its version and its options say more: see `buildcheck.survey.environment.auth`.
                continue
            for name, fallback in known.get(edge.package or "", ()) if edge.request.loads else ():
                around = routes.of(path)
                if name not in found or len(around) > len(found[name].routes):
                    found[name] = _read(name, edge.at, around, fallback=fallback)
    yield from found.items()


def _read(name: str, at: At, around: tuple[str, ...], *, fallback: bool) -> VariableRead:
    # Next writes public names into the code of packages, too.
    public = name.startswith("NEXT_PUBLIC_")
    where: tuple[Where, ...] = ("server", "browser") if public else ("server",)
    return VariableRead(at=at, where=where, how="package", fallback=fallback, inlined=public or None, routes=around)
