"""The secrets that the user hands over by name: read here, held by the engine for one run, and written nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from buildcheck.errors import UsageError
from buildcheck.load.dotenv.dialect import dialect_of
from buildcheck.load.dotenv.load import load
from buildcheck.model.project import Framework

CREDENTIAL = re.compile(r"^//([^/]+)/(.*):(_authToken|_auth|_password|username|email|always-auth)\s*=", re.IGNORECASE)
NPMRC = "BUILDCHECK_NPMRC"


def read_values(env: str, framework: Framework | None = None) -> dict[str, str]:
    """Give the variables of ``--env``: none, or those of the file that ``file:PATH`` names, read as ``framework``
    reads its own env files.

    Raises:
        UsageError: the file can't be read.
    """
    kind, _, name = env.partition(":")
    if kind != "file":
        return {}
    path = Path(name).expanduser()
    if not path.is_file():
        raise UsageError(
            f"The environment file {name} can't be read.",
            why="It does not exist, or is not a file.",
            do="Give the path of a file with lines like NAME=value: `--env file:.env.build`.",
        )
    loaded = load([(name, path.read_text("utf-8", errors="replace"))], {}, dialect_of(framework))
    if loaded.unreadable:
        raise UsageError(
            f"The environment file {name} can't be read.",
            why=loaded.unreadable[name],
            do="Write `\\$` for each `$` that begins no name of another variable.",
        )
    return loaded.values


def registry_credentials(named: tuple[str, ...]) -> dict[str, str]:
    """Give variables with the credentials for the registries that the user named, for the fetch phase alone.

    A name is the host of a registry, whose lines are taken from the user's ``.npmrc``, or the name of an environment
    variable that the project's own ``.npmrc`` refers to (``${NPM_TOKEN}``).

    Raises:
        UsageError: nothing on this machine has credentials by that name.
    """
    found: dict[str, str] = {}
    lines: list[str] = []
    for name in named:
        if name in os.environ:
            found[name] = os.environ[name]
            continue
        mine = [line for line in _npmrc_lines() if _host(line) == name.lower()]
        if not mine:
            raise UsageError(
                f"There are no credentials for `{name}` on this machine.",
                why="The user's .npmrc has no line for that host, and no environment variable has that name.",
                do="Run `npm login --registry https://HOST/` first, or name the variable that holds the token.",
            )
        lines += mine
    return found | ({NPMRC: "\n".join(lines) + "\n"} if lines else {})


def _host(line: str) -> str | None:
    match = CREDENTIAL.match(line.strip())
    return match.group(1).lower() if match else None


def _npmrc_lines() -> list[str]:
    path = Path(os.environ.get("NPM_CONFIG_USERCONFIG") or Path.home() / ".npmrc")
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [_filled(line, os.environ) for line in text.splitlines()]


def _filled(line: str, environment: Mapping[str, str]) -> str:
    return re.sub(r"\$\{([^}]+)\}", lambda match: environment.get(match.group(1), ""), line)
