"""The frameworks' own loaders of env files: installed once per version, and asked by way of a process that stays."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock

from buildcheck.caches import cache_folder
from buildcheck.load.dotenv.dialect import Dialect

DRIVER = Path(__file__).with_name("loaders.cjs")


class Release(NamedTuple):
    """A release of a loader: the package and version that has it, and the dialect that we take it for."""

    kind: str
    package: str
    version: str
    dialect: Dialect


RELEASES = (
    Release("next", "@next/env", "13.5.11", "next-13"),
    Release("next", "@next/env", "14.2.35", "next-14"),
    Release("next", "@next/env", "15.5.29", "next-14"),
    Release("next", "@next/env", "16.4.6", "next-14"),
    Release("vite", "vite", "4.5.14", "vite-4"),
    Release("vite", "vite", "5.4.21", "vite-5"),
    Release("vite", "vite", "7.2.4", "vite-6"),
)


@dataclass(frozen=True)
class Answer:
    """``values`` is the environment afterwards, ``None`` where the loader threw; ``failed`` are files it dropped."""

    values: dict[str, str] | None
    failed: tuple[str, ...]


class Loader:
    """A loader that is waiting for questions. ``ended`` counts those over which it came to its own end."""

    def __init__(self, release: Release, folder: Path) -> None:
        self.release = release
        self.ended = 0
        # A small stack: what refers to itself without end comes to that end sooner.
        limits = ["--stack-size=200", "--max-old-space-size=300"]
        self._command = ["node", *limits, str(DRIVER), release.kind, str(_installed(release)), str(folder)]
        self._node = self._start()

    def ask(self, files: Mapping[str, bytes], environ: Mapping[str, str]) -> Answer | None:
        """Give what it makes of files (by name) in an environment; ``None`` where that ended its process: expansion
        makes expressions of values, and some take more memory than there is."""
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        encoded = {name: base64.b64encode(content).decode() for name, content in files.items()}
        self._node.stdin.write(json.dumps({"files": encoded, "env": dict(environ)}) + "\n")
        self._node.stdin.flush()
        line = self._node.stdout.readline()
        if not line:
            self.close()
            self.ended += 1
            self._node = self._start()
            return None
        answer = json.loads(line)
        return Answer(values=answer["values"], failed=tuple(answer["failed"]))

    def close(self) -> None:
        """End it."""
        with self._node, suppress(BrokenPipeError):
            assert self._node.stdin is not None
            self._node.stdin.close()
            self._node.wait(timeout=30)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )


def _installed(release: Release) -> Path:
    folder = cache_folder() / "tests" / "loaders" / f"{release.package.replace('/', '+')}-{release.version}"
    with FileLock(f"{_made(folder.parent)}/{folder.name}.lock"):
        if not (folder / "done").exists():
            _made(folder)
            (folder / "package.json").write_text("{}", "utf-8")
            subprocess.run(
                [
                    "npm",
                    "install",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    f"{release.package}@{release.version}",
                ],
                cwd=folder,
                check=True,
                capture_output=True,
                env={**os.environ, "npm_config_loglevel": "error"},
                timeout=300,
            )
            (folder / "done").touch()
    return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
