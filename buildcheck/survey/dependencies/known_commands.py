"""``commands.toml`` as values: which packages provide a command, and which commands are the system's own."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    text = files("buildcheck.survey.dependencies").joinpath("commands.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    provided = {name: tuple(packages) for name, packages in tables["provided"].items()}
    return provided, frozenset(tables["system"]["names"].split())


def providers(command: str) -> tuple[str, ...]:
    """Give the packages that are known to provide ``command``, the usual one first."""
    return _tables()[0].get(command, ())


def is_system(command: str) -> bool:
    """Whether the system or a shell provides ``command``."""
    return command in _tables()[1]
