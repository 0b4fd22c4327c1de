"""The modules of a survey -> their reads of variables, with where each runs and whether it can work there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from buildcheck.model.environment import VariableRead
from buildcheck.model.module import EnvAsk, EnvGetter, EnvRead
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from buildcheck.survey.environment.expectations import Schemas
from buildcheck.survey.environment.places import Places
from buildcheck.survey.environment.routes import Routes
from buildcheck.survey.environment.vain import Inlining

Found = Iterator[tuple[str | None, VariableRead]]


class Reader:
    """Gives the reads of one survey, each with the name of its variable (``None``: it can't be named)."""

    def __init__(self, survey: Survey, places: Places, routes: Routes, inlining: Inlining, schemas: Schemas) -> None:
        self._survey = survey
        self._places = places
        self._routes = routes
        self._inlining = inlining
        self._schemas = schemas
        self._getters = {path: {each.name: each for each in module.env_getters}
                         for path, module in survey.modules.items() if module.env_getters}  # fmt: skip

    def all(self) -> Found:
        """Give every read of every module."""
        asked: set[str] = set()
        late: list[tuple[str, EnvRead]] = []
        for path, module in self._survey.modules.items():
            for read in module.env:
                if read.validated and read.name is None:
                    continue
                if read.getter is not None and read.name is None:
                    late.append((path, read))
                    continue
                if read.getter is not None:
                    asked.add(path)
                yield read.name, self._read(path, read)
            for ask, origin, getter in self._asks(path, module.env_asks):
                asked.add(origin)
                yield ask.variable, self._asked(path, ask, getter)
        for path, name, read, field in self._schemas.reads():
            found = self._read(path, read)
            where = tuple(each for each in found.where if each != "browser") if field.side == "server" else found.where
            yield name, replace(found, how="schema", where=where or ("server",))
        for path, read in late:
            if path not in asked:
                yield None, self._read(path, read)

    def _asks(self, path: str, asks: tuple[EnvAsk, ...]) -> Iterator[tuple[EnvAsk, str, EnvGetter]]:
        """Give the calls of imported functions that read the variable which their argument names."""
        if not asks or not self._getters:
            return
        targets: Mapping[str, list[str]] = defaultdict(list)
        for edge in self._survey.edges.get(path, ()):
            if edge.target is not None and edge.outcome == "file":
                targets[edge.request.specifier].append(edge.target)
        for ask in asks:
            for target in dict.fromkeys(targets.get(ask.module, ())):
                found = self._getter(target, ask.name)
                if found is not None and found[1].argument == ask.argument:
                    yield ask, *found
                    break

    def _getter(self, path: str, name: str, depth: int = 4) -> tuple[str, EnvGetter] | None:
        """Give the function ``name`` of the module at ``path``, through the modules that hand it on."""
        own = self._getters.get(path, {}).get(name)
        if own is not None or depth == 0:
            return (path, own) if own is not None else None
        for edge in self._survey.edges.get(path, ()):
            handed = edge.request.kind == "export" and edge.target is not None
            if handed and edge.target is not None and {name, "*"} & {*edge.request.names}:
                found = self._getter(edge.target, name, depth - 1)
                if found is not None:
                    return found
        return None

    def _read(self, path: str, read: EnvRead) -> VariableRead:
        where = self._places.of(path, read)
        if read.validated and read.name is not None and not self._inlining.is_public(read.name):
            # A schema that is given it in code of both sides is meant to leave it alone in a browser.
            where = tuple(each for each in where if each != "browser") or where
        inlined, vain = self._inlining.of(path, read, where)
        return VariableRead(
            at=At(path=path, line=read.line, column=read.column),
            where=where,
            how="schema" if read.validated else read.how,
            of=read.of,
            fallback=read.fallback,
            empty=read.empty,
            written_out=read.written_out,
            local_default=read.local_default,
            at_import=not read.nested,
            inlined=inlined,
            in_vain=vain.why if vain is not None else None,
            barrier=vain.barrier if vain is not None else None,
            routes=self._routes.of(path),
        )

    def _asked(self, path: str, ask: EnvAsk, getter: EnvGetter) -> VariableRead:
        read = EnvRead(
            name=ask.variable,
            of=getter.of,
            how="dynamic",
            fallback=ask.fallback or getter.fallback or (getter.defaulted and ask.more),
            nested=ask.nested,
            within=ask.within,
            guarded=ask.guarded,
            line=ask.line,
            column=ask.column,
        )
        return self._read(path, read)
