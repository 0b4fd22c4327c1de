"""A folder that is no git repository (an exported zip) -> the files that its ``.gitignore`` files would let in."""

from __future__ import annotations

import os
from pathlib import Path

from buildcheck.load.entries import Inspector
from buildcheck.load.gitignore import Rules, ignored, read_rules
from buildcheck.model.project import Source

_NEVER = frozenset({".git", "node_modules"})
# What the starters' own .gitignore files drop, for a folder that has lost its .gitignore.
_DEFAULT_RULES = """
.next/
.nuxt/
.output/
.svelte-kit/
.astro/
.turbo/
.vercel/
.netlify/
dist/
.DS_Store
.env.local
.env.*.local
*.log
*.tsbuildinfo
"""
_MAX_RULES = 1024**2


def plain_folder(root: Path) -> Source:
    """Give the files below ``root`` that a clean checkout would hold if this were a git repository."""
    inspector = Inspector(str(root))
    inspector.look_at(_walk(str(root), inspector))
    return Source(kind="folder", root=str(root), entries=tuple(inspector.entries), remarks=tuple(inspector.remarks))


def _walk(root: str, inspector: Inspector) -> list[str]:
    """Give the paths that are not ignored, without following a link or entering an ignored folder."""
    found: list[str] = []
    default = () if os.path.lexists(os.path.join(root, ".gitignore")) else (read_rules("", _DEFAULT_RULES),)
    waiting: list[tuple[str, tuple[Rules, ...]]] = [("", default)]
    while waiting:
        folder, rules = waiting.pop()
        try:
            children = sorted(os.scandir(os.path.join(root, folder)), key=lambda each: each.name)
        except OSError as error:
            inspector.remark("unreadable", folder.rstrip("/") or ".", f"It can't be read: {error.strerror}.")
            continue
        rules = _with_own_rules(root, folder, rules)
        for child in children:
            path = folder + child.name
            is_folder = child.is_dir(follow_symlinks=False)
            if child.name in _NEVER or ignored(path, is_folder, rules):
                if default and child.name not in _NEVER:
                    inspector.remark("left-out", path, "Left out: made by tools or private to one machine.")
            elif is_folder:
                waiting.append((f"{path}/", rules))
            else:
                found.append(path)
    return sorted(found)


def _with_own_rules(root: str, folder: str, rules: tuple[Rules, ...]) -> tuple[Rules, ...]:
    name = os.path.join(root, folder, ".gitignore")
    # Git doesn't follow a .gitignore that is a link; a FIFO would hold us up for ever.
    if os.path.islink(name) or not os.path.isfile(name):
        return rules
    try:
        with open(name, encoding="utf-8-sig", errors="surrogateescape") as file:
            return (*rules, read_rules(folder, file.read(_MAX_RULES)))
    except OSError:
        return rules
