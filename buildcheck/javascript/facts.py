"""Source text -> `Module`: parse once, then ask each kind of fact."""

from __future__ import annotations

from msgspec.structs import replace

from buildcheck.javascript.browser import globals_of
from buildcheck.javascript.calls import calls_of
from buildcheck.javascript.directives import directives_of
from buildcheck.javascript.elements import elements_of
from buildcheck.javascript.embedded import Embedding, embedded
from buildcheck.javascript.environment import environment_of
from buildcheck.javascript.environment_types import env_types_of
from buildcheck.javascript.exports import exports_of
from buildcheck.javascript.getters import Getters
from buildcheck.javascript.holders import Holders
from buildcheck.javascript.imports import imports_of
from buildcheck.javascript.names import Names
from buildcheck.javascript.prop_types import prop_types_of
from buildcheck.javascript.properties import properties_of
from buildcheck.javascript.remarks import pragmas_of, texts_of
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.schemas.find import schemas_of
from buildcheck.javascript.sign_in import sign_in_addresses_of
from buildcheck.javascript.stripped import stripped_of
from buildcheck.javascript.values import Reader
from buildcheck.javascript.within import Within
from buildcheck.model.module import Export, Language, Module

_BUDGET = 300


def embedded_facts_of(text: bytes, language: Embedding) -> Module:
    """Give the facts of the JavaScript in a component or a page of text. What such a file exports is made by its
    compiler: ``default`` for certain, and any other name.

    Raises:
        TooSlow: as `facts_of`.
    """
    module = facts_of(*embedded(text, language))
    made = [Export(name=name, form="unknown", component=True, line=1, column=1) for name in ("default", "*")]
    exports = (*made, *(each for each in module.exports if each.name != "default"))
    # The template, which is not read, may use any of the names.
    imports = tuple(replace(each, erased=()) for each in module.imports)
    return replace(module, language=language, imports=imports, exports=exports)


def facts_of(text: bytes, language: Language) -> Module:
    """Give the facts of a file of JavaScript or TypeScript.

    Raises:
        TooSlow: parsing it takes unreasonably long.
    """
    scan = Scan(text, language)
    names = Names(scan)
    reader = Reader(scan, _BUDGET, top=names.top)
    within = Within(scan)
    holders = Holders(scan, within)
    schemas = schemas_of(scan, names, reader, within, holders)
    getters = Getters(scan, names, holders, reader)
    env = environment_of(scan, names, holders, schemas.validated, getters)
    imports = imports_of(scan)
    exports = exports_of(scan, reader)
    return Module(
        language=language,
        imports=imports,
        exports=exports,
        directives=directives_of(scan),
        env=env,
        calls=calls_of(scan, names, reader, within),
        elements=elements_of(scan, names, within),
        properties=properties_of(scan, names),
        globals=globals_of(scan, names),
        texts=texts_of(scan, imports),
        pragmas=pragmas_of(scan),
        error=scan.error,
        prop_types=prop_types_of(scan, names),
        stripped=stripped_of(scan, names, holders, exports),
        env_types=env_types_of(scan),
        env_getters=tuple(getters.found.values()),
        env_asks=getters.asks(),
        env_schemas=schemas.schemas,
        schema_uses=schemas.uses,
        sign_in=sign_in_addresses_of(scan, reader),
    )
