"""Prisma schemas of the source -> where `prisma generate` writes, and whether an install script runs it.

https://www.prisma.io/docs/orm/prisma-schema/overview/generators. Up to version 6 the install script of
``@prisma/client`` runs `prisma generate` (its ``scripts/postinstall.js``); from 7 on it has none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from buildcheck.load.files import Files
from buildcheck.load.paths import join, parent
from buildcheck.model.project import Project

_GENERATOR = re.compile(r"^generator\s+\w+\s*\{([^}]*)\}", re.MULTILINE)
_ENTRY = re.compile(r'^\s*(provider|output)\s*=\s*"([^"\n]*)"', re.MULTILINE)
_LONGEST = 1024 * 1024
_CLIENTS = frozenset({"prisma-client-js", "prisma-client"})
# Where Prisma looks when nothing names the schema.
_DEFAULTS = ("prisma/schema.prisma", "schema.prisma", "prisma/schema")


def outputs(files: Files) -> tuple[tuple[str, ...], bool]:
    """Give the folders that the generators of all schemas write to, and whether a client is made inside
    ``node_modules`` (no ``output``)."""
    folders: list[str] = []
    inside = False
    for provider, output, path in _generators(files):
        if output is not None:
            folders.append(posixpath.normpath(posixpath.join(parent(path), output)))
        inside = inside or (output is None and provider in _CLIENTS)
    return tuple(folders), inside


def _generators(files: Files) -> Iterator[tuple[str, str | None, str]]:
    for path in files.by_path:
        text = files.text(path, _LONGEST) if path.endswith(".prisma") and "node_modules" not in path else None
        for block in _GENERATOR.finditer(text or ""):
            entries = dict(_ENTRY.findall(block[1]))
            yield entries.get("provider", ""), entries.get("output"), path


def runs_at_install(project: Project, files: Files) -> bool:
    """Tell whether the install script of ``@prisma/client`` would make the client, if it may run; true where the
    version is not known."""
    versions = [each for lockfile in project.lockfiles for each in lockfile.versions("@prisma/client")]
    required = project.manifest.requirement("@prisma/client") or project.root_manifest.requirement("@prisma/client")
    texts = versions or ([required.spec] if required is not None else [])
    majors = [int(found[1]) for each in texts if (found := re.match(r"[\^~v=]*(\d+)(?:\.|$)", each))]
    if majors and min(majors) >= 7:
        return False
    named = any("prisma" in each.raw for each in (project.manifest, project.root_manifest))
    folders = (project.app, project.install_root)
    return named or any(join(folder, each) in files.by_path for folder in folders for each in _DEFAULTS) or not majors
