"""Where Next's standalone server lies below ``.next/standalone`` when a Dockerfile builds it.

Next copies the server to the app's path relative to the tracing root. Without a setting that root is inferred from the
files above the app, *in the image*: what the Dockerfile did not copy is not there. Sources: lib/find-root.ts and
server/config.ts as published in 13.1 to 16.4; `copyTracedFiles` in build/utils.ts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator

from buildcheck.load.files import Files
from buildcheck.model.deployment import Deployment, Instruction, origin_at
from buildcheck.model.next_app import NextApp
from buildcheck.model.project import Project

_LOCKFILES = (
    ("pnpm-lock.yaml", (13, 2, 0)),
    ("package-lock.json", (13, 2, 0)),
    ("yarn.lock", (13, 2, 0)),
    ("bun.lockb", (14, 2, 0)),
    ("bun.lock", (15, 2, 0)),
)
# From 16.3 on, no folder at or above the user's home is taken.
_HOMES = ("/root", "/home")
Origin = Callable[[str], str | None]


def server_folder(made: Deployment, app: NextApp, project: Project, files: Files) -> str | None:
    """Give the folder of ``server.js`` below ``standalone``; ``None`` where the root is set, or can't be told."""
    keys = ("outputFileTracingRoot",) if app.at_least(15) else ("experimental", "outputFileTracingRoot")
    if app.option(*keys).state != "absent" or app.option("turbopack", "root").state != "absent":
        return None
    line = next((line for line, each in made.builds(app.root) if "build" in each.words), None)
    home = _home(line, app.root) if line is not None else None
    if line is None or home is None or home.startswith(_HOMES):
        return None
    contents = made.contents(line)

    def origin(path: str) -> str | None:
        found = origin_at(contents, path)
        return found if found in files.by_path and made.excluded(found or "") is None else None

    return posixpath.relpath(home, _root(home, app, project, origin))


def _home(line: Instruction, app: str) -> str | None:
    """Give the folder of the app in the image."""
    if line.folder is None:
        return None
    inner = posixpath.relpath(app, line.folder)
    return None if inner.startswith("..") else posixpath.normpath(posixpath.join(line.workdir, inner))


def _root(home: str, app: NextApp, project: Project, origin: Origin) -> str:
    if not app.at_least(13, 2):
        return home
    names = [name for name, since in _LOCKFILES if app.version >= since]
    if app.at_least(16, 2):
        names.append("pnpm-workspace.yaml")
    if app.at_least(16, 3):
        marked = [each for each in _upward(home) if _is_workspace(each, project, origin)]
        if marked:
            return marked[-1]
    found = [each for each in _upward(home) if any(origin(posixpath.join(each, name)) for name in names)]
    if not found:
        return home
    # 15.4 looks for further lockfiles, warns, and still takes the nearest; from 15.5 on the outermost counts.
    return found[-1] if app.at_least(15, 5) else found[0]


def _is_workspace(folder: str, project: Project, origin: Origin) -> bool:
    if any(origin(posixpath.join(folder, name)) for name in ("pnpm-workspace.yaml", "lerna.json")):
        return True
    manifest = origin(posixpath.join(folder, "package.json"))
    return manifest == project.root_manifest.path and project.root_manifest.workspaces is not None


def _upward(folder: str) -> Iterator[str]:
    while True:
        yield folder
        if folder == "/":
            return
        folder = posixpath.dirname(folder)
