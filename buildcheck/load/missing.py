"""The error for a folder without a usable package.json: what is there instead, and the command that would work."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from buildcheck.errors import UsageError
from buildcheck.load.files import Files
from buildcheck.load.framework import framework_of
from buildcheck.load.manifest import NAME, read_manifest
from buildcheck.load.paths import join, within

_OTHER_MANIFESTS = ("package.json5", "package.yaml")
_SHOWN = 5


def no_manifest(files: Files, app: str, path: Path) -> UsageError:
    """Give the error for ``app``, which the user named as ``path``."""
    if os.path.lexists(path / NAME) and files.source.kind != "folder":
        return UsageError(
            f"{path / NAME} is on disk, but git does not track it.",
            why="A clean checkout would lack it, so nothing could be built there.",
            do=f"Add it: git add {NAME} (and commit it, for --source head).",
        )
    for name in _OTHER_MANIFESTS:
        if files.has(app, name):
            return UsageError(
                f"{path} has {name}, but no package.json.",
                why=f"Only pnpm reads {name}; hosts look for package.json.",
                do=f"Convert {name} to package.json.",
            )
    candidates = nested_apps(files, app)
    above = next((each for each in path.resolve().parents if (each / NAME).is_file()), None)
    if not candidates and above is not None:
        return UsageError(
            f"{path} has no package.json.",
            why=f"It is a folder of the project above it, which has {above / NAME}.",
            do=f"Run: buildcheck verify {shlex.quote(str(above))}",
        )
    if not candidates:
        return UsageError(
            f"{path} has no package.json.",
            why="No folder below it has one either, so there is nothing to build.",
            do="Give the folder of a JavaScript project.",
        )
    shown = ", ".join(f"{folder}/ ({kind})" for folder, kind in candidates[:_SHOWN])
    more = f" and {len(candidates) - _SHOWN} more" if len(candidates) > _SHOWN else ""
    command = f"buildcheck verify {shlex.quote(str(path / candidates[0][0]))}"
    return UsageError(
        f"{path} has no package.json.",
        why=f"The project is in a folder below: found {shown}{more}.",
        do=f"Run: {command}" if len(candidates) == 1 else f"Name the one to verify, for example: {command}",
    )


def nested_apps(files: Files, above: str) -> list[tuple[str, str]]:
    """Give the folders below ``above`` (relative to it) that can be built, with their framework, likely ones first."""
    found = []
    for folder, names in files.folders.items():
        if NAME not in names or not within(folder, above) or "node_modules" in folder.split("/"):
            continue
        try:
            manifest = read_manifest(files, folder)
        except UsageError:
            continue
        kind = framework_of(manifest) if manifest is not None else None
        if manifest is not None and (kind or "build" in manifest.scripts):
            relative = folder if above == "." else folder[len(above) + 1 :]
            found.append((relative, kind or "build script"))
    return sorted(found, key=lambda each: (each[1] == "build script", each[0].count("/"), each[0]))


def second_manifests(files: Files, folder: str) -> list[str]:
    """Give the manifests beside package.json that only pnpm knows, and that it passes over in favour of it."""
    return [join(folder, name) for name in _OTHER_MANIFESTS if files.has(folder, name)]
