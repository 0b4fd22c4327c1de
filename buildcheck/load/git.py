"""Git, asked read-only questions about a repository that may be hostile.

A repository's own ``.git/config`` can name programs that git runs: fsmonitor, hooks, filters, a transport for objects
that are missing. Every call here switches all of them off, ignores the ``GIT_*`` variables of the caller (a hook sets
them), takes no lock, and ends after a time limit.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from buildcheck.errors import UsageError

SECONDS = 120

_SAFE = {
    "safe.directory": "*",
    # A folder of the tree that looks like a bare repository is data (CVE-2022-24765 and what followed it).
    "safe.bareRepository": "explicit",
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.quotePath": "false",
    "status.submoduleSummary": "false",
    "status.renames": "false",
}


class GitError(Exception):
    """Git could not answer; the text is its own."""


class Git:
    """Git in one work tree. ``folder`` is where its commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._extra: dict[str, str] = {}

    def run(self, *argv: str, seconds: int = SECONDS) -> bytes:
        """Give the output of ``git argv``.

        Raises:
            GitError: it failed, or did not end within ``seconds``.
        """
        try:
            done = subprocess.run(
                self._argv(argv),
                capture_output=True,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                env=self._environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {argv[0]} did not end within {seconds} s") from error
        except OSError as error:
            raise GitError(f"git can't be run: {error}") from error
        if done.returncode != 0:
            raise GitError(done.stderr.decode("utf-8", "replace").strip() or f"git {argv[0]} failed")
        return done.stdout

    @contextmanager
    def stream(self, *argv: str, stdin: IO[bytes]) -> Iterator[IO[bytes]]:
        """Give the output of ``git argv`` as a stream, and end the command when the block ends."""
        with subprocess.Popen(
            self._argv(argv),
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment(),
        ) as process:
            assert process.stdout is not None
            try:
                yield process.stdout
            finally:
                process.kill()

    def disarm_filters(self) -> None:
        """Empty every ``filter.*`` command that any configuration names: ``status`` runs them to compare files."""
        names = self.run("config", "--list", "--name-only", "-z").decode("utf-8", "surrogateescape").split("\0")
        self._extra |= {
            name: "" for name in names if name.startswith("filter.") and name.endswith((".clean", ".process"))
        }

    def _argv(self, argv: tuple[str, ...]) -> list[str]:
        return ["git", "--no-pager", "--no-replace-objects", *argv]

    def _environment(self) -> dict[str, str]:
        """The caller's environment without its ``GIT_*``, and our settings at the highest precedence git has."""
        settings = _SAFE | self._extra
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        env |= {
            "LC_ALL": "C",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            # Missing objects of a partial clone are fetched with programs that the repository names.
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_CONFIG_COUNT": str(len(settings)),
        }
        for index, (name, value) in enumerate(settings.items()):
            env[f"GIT_CONFIG_KEY_{index}"] = name
            env[f"GIT_CONFIG_VALUE_{index}"] = value
        return env


def repository(folder: Path) -> Git | None:
    """Give git at the top of the work tree that ``folder`` (absolute, no links) is in, ``None`` outside one.

    Raises:
        UsageError: there is a ``.git`` that git can't work with.
    """
    holder = next((each for each in (folder, *folder.parents) if os.path.lexists(each / ".git")), None)
    if holder is None:
        return None
    git = Git(folder)
    try:
        top = Path(os.fsdecode(git.run("rev-parse", "--show-toplevel").rstrip(b"\n")))
    except GitError as error:
        raise UsageError(
            f"Git can't read the repository at {holder}.",
            why=str(error),
            do="Repair it, or verify a copy of the folder without its .git.",
        ) from error
    # core.worktree may point anywhere; only the folder that holds .git is believed, so no other file is read.
    if not top.samefile(holder):
        raise UsageError(
            f"The repository at {holder} says that its files are at {top}.",
            why="Its configuration sets core.worktree.",
            do="Remove core.worktree from its configuration, or verify a copy of the folder without its .git.",
        )
    git.folder = holder
    return git
