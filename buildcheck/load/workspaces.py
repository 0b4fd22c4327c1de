"""Workspace globs -> member folders, and the install root of an app: the workspace that names it.

npm, Yarn and Bun read ``workspaces`` of package.json, pnpm reads ``packages`` of pnpm-workspace.yaml only.
"""

from __future__ import annotations

import re
from functools import lru_cache

from buildcheck.load.files import Files
from buildcheck.load.locked import texts
from buildcheck.load.manifest import NAME, read_manifest
from buildcheck.load.paths import ancestors, join, parent, within
from buildcheck.load.yaml_text import YamlError, document

PNPM_WORKSPACE = "pnpm-workspace.yaml"


def globs(files: Files, folder: str) -> tuple[str, ...] | None:
    """Give the workspace globs that ``folder`` declares, of every manager; ``None`` where it declares none.

    Raises:
        UsageError: its package.json is broken.
    """
    manifest = read_manifest(files, folder)
    declared = manifest.workspaces if manifest is not None else None
    text = files.text(join(folder, PNPM_WORKSPACE))
    if text is None:
        return declared
    try:
        packages = document(text).get("packages")
    except YamlError:
        packages = None
    # Since pnpm 10 the file may hold settings only, for a project that is no workspace.
    pnpm = texts(packages)
    return (*(declared or ()), *pnpm) if pnpm or declared else None


def install_root(files: Files, app: str) -> str:
    """Give the nearest folder whose workspace holds ``app``, or ``app`` itself.

    Raises:
        UsageError: a package.json on the way up is broken.
    """
    if globs(files, app):
        return app
    for folder in ancestors(parent(app)) if app != "." else ():
        declared = globs(files, folder)
        if declared and matches(_relative(app, folder), declared):
            return folder
    return app


def members(files: Files, root: str) -> tuple[str, ...]:
    """Give the folders of the workspace of ``root`` that hold a package.json, sorted.

    Raises:
        UsageError: the package.json of ``root`` is broken.
    """
    declared = globs(files, root)
    if not declared:
        return ()
    candidates = (folder for folder in files.folders if folder != root and within(folder, root))
    return tuple(
        sorted(each for each in candidates if files.has(each, NAME) and matches(_relative(each, root), declared))
    )


def matches(folder: str, declared: tuple[str, ...]) -> bool:
    """Tell whether the globs name ``folder`` (relative to the workspace's root). ``!glob`` takes out again."""
    if "node_modules" in folder.split("/"):
        return False
    wanted = [each for each in declared if not each.startswith("!")]
    unwanted = [each[1:] for each in declared if each.startswith("!")]
    return any(_regex(each).fullmatch(folder) for each in wanted) and not any(
        _regex(each).fullmatch(folder) for each in unwanted
    )


def _relative(folder: str, root: str) -> str:
    return folder if root == "." else folder[len(root) + 1 :]


@lru_cache(maxsize=4096)
def _regex(glob: str) -> re.Pattern[str]:
    """Translate a glob: ``*`` and ``?`` within a name, ``**`` across folders, ``{a,b}`` either, ``[…]`` a class."""
    parts = [part for part in glob.split("/") if part not in ("", ".")]
    text = ""
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        if part == "**":
            text += ".*" if last else "(?:[^/]+/)*"
        else:
            text += _segment(part) + ("" if last else "/")
    # "apps/**" names apps itself as well; so do the managers' own globs.
    return re.compile(text.replace("/.*", "(?:/.*)?") if text.endswith("/.*") else text)


def _segment(part: str) -> str:
    text = ""
    depth = 0
    for letter in part:
        if letter == "*":
            text += "[^/]*"
        elif letter == "?":
            text += "[^/]"
        elif letter == "{" and "}" in part:
            depth += 1
            text += "(?:"
        elif letter == "}" and depth:
            depth -= 1
            text += ")"
        elif letter == "," and depth:
            text += "|"
        else:
            text += re.escape(letter)
    return text + ")" * depth
