"""The files beside the routers that Next knows by name: middleware, proxy, instrumentation, MDX components.

``rootDir`` in build/index.ts is the folder above the routers, and nothing else is looked at (12.2 to 16.4).
``mdx-components`` and ``instrumentation-client`` are found beside the manifest and in ``src`` alike
(build/create-compiler-aliases.ts).
"""

from __future__ import annotations

from collections.abc import Sequence

from buildcheck.survey.next.folders import Folders
from buildcheck.survey.next.tree import Tree

Version = tuple[int, int, int]


def find_conventions(
    tree: Tree, folders: Folders, version: Version, extensions: Sequence[str], *, instrumented: bool
) -> dict[str, str]:
    """Give the file, relative to the source root, of each convention that is used.

    ``instrumented`` is ``experimental.instrumentationHook``, which versions before 15 ask for.
    """
    known = {
        "middleware": version >= (12, 2, 0),
        "proxy": version >= (16, 0, 0),
        "instrumentation": version >= (15, 0, 0) or (version >= (13, 2, 0) and instrumented),
    }
    anywhere = {"mdx-components": version >= (13, 2, 0), "instrumentation-client": version >= (15, 3, 0)}
    found = {name: convention_file(tree, (folders.parent,), name, extensions) for name, on in known.items() if on}
    found |= {name: convention_file(tree, ("src", ""), name, extensions) for name, on in anywhere.items() if on}
    return {name: tree.full(path) for name, path in found.items() if path is not None}


def convention_file(tree: Tree, folders: Sequence[str], name: str, extensions: Sequence[str]) -> str | None:
    """Give the first file called ``name`` with a page extension in ``folders``, relative to the app."""
    candidates = (f"{folder}/{name}.{each}".lstrip("/") for folder in folders for each in extensions)
    return next((each for each in candidates if tree.is_file(each)), None)
