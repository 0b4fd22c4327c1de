"""A parsed page of the pages router -> the imports that Next takes out of it before a browser gets it.

What only ``getServerSideProps`` and its like use goes with them: next-swc's ``next_ssg`` transform, in all versions
that have it (12 to 16); https://nextjs.org/docs/pages/api-reference/functions/get-server-side-props.
"""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from buildcheck.javascript.holders import Holders
from buildcheck.javascript.names import Names
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import DATA_FUNCTIONS, Export


def stripped_of(scan: Scan, names: Names, holders: Holders, exports: tuple[Export, ...]) -> tuple[str, ...]:
    """Give the specifiers of imports none of whose names a browser needs; an import for its effects stays."""
    given = {each.name for each in exports}
    if given.isdisjoint(DATA_FUNCTIONS):
        return ()
    needed: dict[str, bool] = {}
    for local, origin in names.imported.items():
        wanted = any(_reaches_browser(holders.of(use), given) for use in _uses(scan, local))
        needed[origin.module] = needed.get(origin.module, False) or wanted
    return tuple(module for module, wanted in needed.items() if not wanted)


def _uses(scan: Scan, local: str) -> Iterator[Node]:
    for use in scan.uses(local):
        above = use
        while above.parent is not None and above.parent.type != "program":
            above = above.parent
        if above.type != "import_statement":
            yield use


def _reaches_browser(holders: tuple[str, ...], given: set[str]) -> bool:
    """Whether something that runs ``holders`` stays: a statement of the module, or an export that is no data function.
    A declaration that nothing exported uses is dropped, too."""
    return not holders or any(each in given and each not in DATA_FUNCTIONS for each in holders)
