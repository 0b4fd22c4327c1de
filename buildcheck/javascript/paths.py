"""Paths that a file makes of its own folder -> where they lead from there.

``path.resolve(__dirname, "src")``, ``fileURLToPath(new URL("./src", import.meta.url))``, ``process.cwd()`` (tools read
their configuration in its own folder). They are absolute, so what they are is not known, but ``Unknown.path`` is.
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from buildcheck.javascript.scan import Place
from buildcheck.model.syntax import Known, Node, Unknown

# Stands for the file itself, which is known by no name here.
_FILE = "\0"
_PLACES = {
    "__dirname": ".",
    "import.meta.dirname": ".",
    "process.cwd()": ".",
    "__filename": _FILE,
    "import.meta.filename": _FILE,
    "import.meta.url": _FILE,
}
_JOINING = frozenset({"path.resolve", "path.join", "path.posix.join", "resolve", "join", "path.posix.resolve"})
_SAME = frozenset({"fileURLToPath", "url.fileURLToPath", "path.normalize", "normalize", "normalizePath"})
_PARENT = frozenset({"path.dirname", "dirname"})
_WHY = "a path of this machine"


def place_of(text: str, like: Place) -> Unknown | None:
    """Give the path that an expression with this ``text`` stands for, at the place ``like``."""
    path = _PLACES.get(text)
    return Unknown(why=_WHY, path=path, **like) if path is not None else None


def called(name: str, given: Sequence[Node], like: Place) -> Unknown | None:
    """Give the path that a call of the function ``name`` gives, ``None`` where it gives none that is known."""
    if name in _JOINING:
        return _joined(given, like)
    base = _path(given[0]) if given else None
    if base is None:
        return None
    if name in _SAME:
        return Unknown(why=_WHY, path=base, **like)
    if name in _PARENT:
        above = "." if base == _FILE else posixpath.normpath(posixpath.join(base, ".."))
        return Unknown(why=_WHY, path=above, **like)
    return None


def from_url(given: Sequence[Node], like: Place) -> Unknown | None:
    """Give the path of ``new URL(relative, import.meta.url)``."""
    if len(given) != 2 or _path(given[1]) != _FILE or not isinstance(given[0], Known):
        return None
    text = given[0].value
    return Unknown(why=_WHY, path=posixpath.normpath(text), **like) if isinstance(text, str) and text else None


def _joined(given: Sequence[Node], like: Place) -> Unknown | None:
    """`path.resolve` begins in the working directory where nothing before names another folder."""
    path = "."
    for index, each in enumerate(given):
        base = _path(each)
        if base is not None and base != _FILE and index == 0:
            path = base
        elif isinstance(each, Known) and isinstance(each.value, str) and not each.value.startswith("/"):
            path = posixpath.join(path, each.value)
        else:
            return None
    return Unknown(why=_WHY, path=posixpath.normpath(path), **like) if given else None


def _path(node: Node) -> str | None:
    return node.path if isinstance(node, Unknown) else None
