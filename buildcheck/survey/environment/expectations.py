"""The validation schemas of a survey -> what each variable must be, and the reads that applying a schema makes.

A schema counts when it is given the environment, in its own module or in one that imports it, or when its keys are
written as variables are and nothing shows what it is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Expectation
from buildcheck.model.module import EnvRead, EnvSchema, SchemaField, SchemaUse
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

_DEPTH = 4
Application = EnvSchema | SchemaUse


class Schemas:
    """The schemas of one survey."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._all = [(path, each) for path, module in survey.modules.items() for each in module.env_schemas]

    def expectations(self) -> Iterator[tuple[str, Expectation]]:
        """Give what is expected of each variable."""
        for path, schema in self._all:
            for each in schema.fields:
                yield each.name, _expectation(path, schema, each)

    def reads(self) -> Iterator[tuple[str, str, EnvRead, SchemaField]]:
        """Give the reads of the places where a schema is given the environment: the module, the variable, the read."""
        for path, schema in self._all:
            if schema.applied:
                yield from self._of(path, schema, schema)
        for path, module in self._survey.modules.items():
            for use in module.schema_uses:
                found = self._find(path, use)
                if found is not None:
                    yield from self._of(path, use, found)

    def _of(self, path: str, place: Application, schema: EnvSchema) -> Iterator[tuple[str, str, EnvRead, SchemaField]]:
        named = {each.name for each in self._survey.modules[path].env if each.validated}
        for each in schema.fields if place.whole else ():
            if each.name not in named:
                read = EnvRead(
                    name=each.name,
                    how="whole",
                    fallback=each.default or each.optional,
                    nested=place.nested,
                    within=place.within,
                    guarded=place.guarded,
                    validated=schema.by == "t3-env",
                    line=each.line if place is schema else place.line,
                    column=each.column if place is schema else place.column,
                )
                yield path, each.name, read, each

    def _find(self, path: str, use: SchemaUse) -> EnvSchema | None:
        for edge in self._survey.edges.get(path, ()):
            if edge.request.specifier == use.module and edge.target is not None and edge.outcome == "file":
                return self._named(edge.target, use.name, _DEPTH)
        return None

    def _named(self, path: str, name: str, depth: int) -> EnvSchema | None:
        """Give the schema ``name`` of the module at ``path``, through the modules that hand it on."""
        module = self._survey.modules.get(path)
        own = next((each for each in module.env_schemas if each.name == name), None) if module is not None else None
        for edge in self._survey.edges.get(path, ()) if own is None and depth else ():
            handed = edge.request.kind == "export" and {name, "*"} & {*edge.request.names}
            if handed and edge.target is not None:
                own = own or self._named(edge.target, name, depth - 1)
        return own


def _expectation(path: str, schema: EnvSchema, field: SchemaField) -> Expectation:
    return Expectation(
        type=field.type,
        by=schema.by,
        at=At(path=path, line=field.line, column=field.column),
        choices=field.choices,
        least=field.least,
        most=field.most,
        pattern=field.pattern,
        starts=field.starts,
        ends=field.ends,
        protocols=field.protocols,
        optional=field.optional,
        default=field.default,
        opaque=field.opaque,
    )
