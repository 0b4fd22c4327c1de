"""A name that a module exports -> where it is made, through the modules that hand it on."""

from __future__ import annotations

from buildcheck.model.module import Export
from buildcheck.model.survey import Survey

_DEPTH = 4


def find_export(
    survey: Survey, importer: str, specifier: str, name: str, depth: int = _DEPTH
) -> tuple[str, Export] | None:
    """Give what ``importer`` gets as ``name`` from ``specifier``: the module that makes it, and its export; ``None``
    where that does not show."""
    target = next((e.target for e in survey.edges.get(importer, ()) if e.request.specifier == specifier), None)
    module = survey.modules.get(target) if target is not None else None
    if module is None or target is None or depth == 0:
        return None
    found = module.export(name)
    if found is not None and found.form != "reexport":
        return target, found
    for each in module.imports:
        if {name, "*"} & {*each.names} and each.kind in ("export", "import"):
            further = find_export(survey, target, each.specifier, name, depth - 1)
            if further is not None:
                return further
    return None
