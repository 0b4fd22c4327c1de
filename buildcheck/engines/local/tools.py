"""The first folder on a step's PATH: Node and the planned package manager, and no other program.

It holds links only. The folders that Node and npm come from are not put on PATH: they may hold globally installed
programs that the project does not declare.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from buildcheck.engines.local.node import Node
from buildcheck.engines.packages import Registry, platform_name
from buildcheck.errors import EngineError
from buildcheck.model.plan import Manager


def link_tools(folder: Path, node: Node, manager: Manager, registry: Registry) -> None:
    """Fill ``folder`` (which exists and is empty).

    Raises:
        EngineError: the package manager does not exist in this version, or not for this platform.
        TransientError: the registry can't be reached.
    """
    _link(folder, "node", node.program, node)
    package = registry.provide(manager.package, manager.version)
    for name, program in _programs(package, manager).items():
        _link(folder, name, program, node)


def _programs(package: Path, manager: Manager) -> dict[str, Path]:
    """Give the programs of a package manager by name. Bun's own package holds none: its platform package does."""
    if manager.name == "bun":
        binary = _bun(package)
        return {"bun": binary, "bunx": binary}
    stated = json.loads((package / "package.json").read_bytes()).get("bin", {})
    named: dict[str, str] = {manager.name: stated} if isinstance(stated, str) else stated
    return {name: package / path for name, path in named.items()}


def _bun(package: Path) -> Path:
    """Give the binary that runs on this processor: the plain build needs AVX2, the baseline build does not."""
    system = platform_name().replace("arm64", "aarch64")
    for name in (f"bun-{system}", f"bun-{system}-baseline"):
        binary = package / "node_modules/@oven" / name / "bin" / ("bun.exe" if sys.platform == "win32" else "bun")
        if binary.exists():
            binary.chmod(0o755)
            if subprocess.run([binary, "--version"], capture_output=True, check=False, env={}).returncode == 0:
                return binary
    raise EngineError(
        f"Bun has no program for this platform ({platform_name()}).",
        why="None of the platform packages that belong to this version runs here.",
        do="Use `--engine docker`, or another version of Bun.",
    )


def _link(folder: Path, name: str, program: Path, node: Node) -> None:
    """Make ``program`` available as ``name``. On Windows a link needs a right that users lack; a file does not."""
    if os.name == "nt":
        start = f'"{program}"' if program.suffix == ".exe" else f'"{node.program}" "{program}"'
        (folder / f"{name}.cmd").write_text(f"@{start} %*\r\n", encoding="utf-8")
        return
    if not os.access(program, os.X_OK):
        program.chmod(0o755)
    (folder / name).symlink_to(program)
