"""Where an install put packages: all at the top, in a store, or in archives."""

from __future__ import annotations

import re
from pathlib import Path

from buildcheck.load.regular_file import read_text
from buildcheck.model.machine import Layout, Tree
from buildcheck.model.project import Project
from buildcheck.observe.global_packages import package_names
from buildcheck.observe.surroundings import is_link

_PNP = ".pnp.cjs"
_PNP_DATA = ".pnp.data.json"
_STORES = (".pnpm", ".bun", ".store")
_MOST_BYTES = 64 * 1024**2
# A workspace's own folder is told from what is installed by where it lies (yarnpkg.com, "PnP Specification").
_LOCATION = re.compile(r'"packageLocation":\s*"(?P<place>[^"]*)"')


def archives(root: Path) -> Tree | None:
    """Give the tree that Yarn's Plug'n'Play lays out without a ``node_modules``, ``None`` where there is none. What is
    in it is not held against the lockfile."""
    marker = root / _PNP
    if not marker.is_file():
        return None
    data = root / _PNP_DATA
    text = read_text(data if data.is_file() else marker, _MOST_BYTES) or ""
    # Inside of the script the data are a string of JavaScript, whose quotes may be written with a backslash.
    places = (match["place"] for match in _LOCATION.finditer(text.replace('\\"', '"')))
    count = len({each for each in places if "node_modules/" in each})
    return Tree(packages=count, manager="yarn", made_by=_PNP, layout="pnp")


def layout_of(modules: Path) -> Layout:
    """Say how packages lie in ``modules``: links into a store, or folders of their own."""
    stores = [modules / each for each in _STORES if (modules / each).is_dir()]
    if not stores:
        return "hoisted"
    packages = [modules / each for each in package_names(modules)]
    # With `node-linker=hoisted` pnpm keeps a store that nothing leads to.
    return "isolated" if any(map(is_link, packages)) or not packages else "hoisted"


def hoisted(modules: Path, project: Project) -> int:
    """Count the packages right below ``modules`` that no manifest of the project declares."""
    manifests = (project.manifest, project.root_manifest, *project.member_manifests)
    declared = {each.name for manifest in manifests for each in manifest.requirements}
    own = {each.name for each in manifests}
    return sum(name not in declared and name not in own for name in package_names(modules))
