"""``config_packages.toml`` as values: the tools, their configuration files, and the keys that name packages."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from buildcheck.model.dependencies import Need

Take = Literal["values", "keys", "both"]


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that names packages, or makes the tool load ``package`` where its value is ``equals`` or truthy."""

    at: str
    take: Take = "values"
    rule: str | None = None
    need: Need | None = None
    certain: bool = True
    equals: str | None = None
    truthy: bool = False
    package: str | None = None


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tool with a configuration. ``frameworks`` are those whose builds read it; empty: all."""

    name: str
    stems: tuple[str, ...]
    need: Need
    keys: tuple[Key, ...]
    manifest: str | None = None
    frameworks: tuple[str, ...] = ()


@cache
def tools() -> tuple[Tool, ...]:
    """Read ``config_packages.toml``."""
    text = files("buildcheck.survey.dependencies").joinpath("config_packages.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text)["tool"], tuple[Tool, ...])
