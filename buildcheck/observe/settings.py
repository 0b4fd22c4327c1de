"""Settings of the package managers outside of the project: the user's, the installation's, those in the environment.

Only names that are known to be harmless are told, and of their values only those that can be no secret: a switch, a
number, a word of a list, an address without user, path parameters and fragment. Credentials are told as present. The
rest is counted, since a line that is no setting may be anything.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from buildcheck.load.regular_file import read_text
from buildcheck.load.secrets import is_secret
from buildcheck.load.settings import (
    SettingsError,
    read_npmrc,
    read_toml_settings,
    read_yaml_settings,
    read_yarnrc,
)
from buildcheck.model.machine import MachineSetting
from buildcheck.model.project import ManagerName
from buildcheck.observe.npm_prefix import global_file, own_file, user_file
from buildcheck.observe.surroundings import Surroundings

_MAX_BYTES = 256 * 1024
_MOST = 200
_SWITCH = re.compile(r"true|false|null|yes|no|\d{1,9}|0|1", re.IGNORECASE)
_VERSION = re.compile(r"v?\d{1,4}(?:\.\d{1,4}){0,2}")
_SCOPED = re.compile(r"(?P<scope>@[a-z0-9_.-]{1,60}):registry", re.IGNORECASE)
_OF_HOST = re.compile(r"//(?P<host>[a-z0-9.-]{1,200}(?::\d{1,5})?)/\S*:(?P<key>[_A-Za-z-]{1,30})")
_OF_YARN = re.compile(r"npm(?:Scopes|Registries)\..*\.(?P<key>npm[A-Za-z]{1,30})")

Reader = Callable[[str], Iterator[tuple[str, str, int | None]]]


class _File(NamedTuple):
    manager: ManagerName
    scope: str
    path: Path
    read: Reader


def settings(around: Surroundings) -> tuple[tuple[MachineSetting, ...], int]:
    """Give the settings, those of the user before those of the installation, and how many more there are."""
    found: list[MachineSetting] = []
    further = 0
    for file in _files(around):
        text = read_text(file.path, _MAX_BYTES)
        try:
            pairs = list(file.read(text)) if text is not None else []
        except SettingsError:
            further += 1
            continue
        for key, value, _ in pairs:
            told = _told(key, value)
            if told is None:
                further += 1
            else:
                scope = "user" if file.scope == "user" else "global"
                found.append(_setting(file.manager, scope, around.shown(file.path), told))
    for manager, key, value in _of_environment(around):
        told = _told(key, value)
        if told is not None:
            found.append(MachineSetting(manager=manager, scope="environment", file=None, key=told[0], value=told[1]))
    return tuple(dict.fromkeys(found[:_MOST])), further + max(0, len(found) - _MOST)


def _setting(manager: ManagerName, scope: str, file: str, told: tuple[str, str | None]) -> MachineSetting:
    make = partial(MachineSetting, manager=manager, file=file, key=told[0], value=told[1])
    return make(scope="user") if scope == "user" else make(scope="global")


def _files(around: Surroundings) -> Iterator[_File]:
    config = around.folder_of("XDG_CONFIG_HOME", ".config")
    pnpm = {"darwin": around.home / "Library/Preferences/pnpm", "win32": around.home / "AppData/Local/pnpm/config"}
    pnpm_home = config / "pnpm" if "XDG_CONFIG_HOME" in around.environ else pnpm.get(around.platform, config / "pnpm")
    yield _File("npm", "user", user_file(around), read_npmrc)
    yield _File("pnpm", "user", pnpm_home / "rc", read_npmrc)
    yield _File("pnpm", "user", pnpm_home / "config.yaml", read_yaml_settings)
    yield _File("yarn", "user", around.home / ".yarnrc", read_yarnrc)
    yield _File("yarn", "user", around.home / ".yarnrc.yml", read_yaml_settings)
    yield _File("bun", "user", around.home / ".bunfig.toml", read_toml_settings)
    if "XDG_CONFIG_HOME" in around.environ:
        yield _File("bun", "user", config / ".bunfig.toml", read_toml_settings)
    for path in (global_file(around), own_file(around)):
        if path is not None:
            yield _File("npm", "global", path, read_npmrc)


def _of_environment(around: Surroundings) -> Iterator[tuple[ManagerName, str, str]]:
    for name, value in sorted(around.environ.items()):
        lower = name.lower()
        if lower.startswith(("npm_config_", "pnpm_config_")):
            manager: ManagerName = "pnpm" if lower.startswith("pnpm") else "npm"
            yield manager, lower.partition("_config_")[2].replace("_", "-"), value
        elif lower.startswith("yarn_"):
            words = lower.removeprefix("yarn_").split("_")
            yield "yarn", words[0] + "".join(each.capitalize() for each in words[1:]), value


def _told(key: str, value: str) -> tuple[str, str | None] | None:
    """Give the name and the value as they may be told, ``None`` where even the name may be a secret."""
    kinds = _kinds()
    if key in kinds["switches"]:
        return key, value.lower() if _SWITCH.fullmatch(value) else None
    if key in kinds["words"]:
        return key, value if value in kinds["known"] or _VERSION.fullmatch(value) else None
    if key in kinds["addresses"] or _SCOPED.fullmatch(key):
        return key, _address(value)
    if key in kinds["present"] or key in kinds["credentials"]:
        return key, None
    if match := _OF_HOST.fullmatch(key):
        return (f"//{match['host']}/:{match['key']}", None) if is_secret(match["key"]) else None
    if match := _OF_YARN.fullmatch(key):
        return match["key"], _address(value) if match["key"] == "npmRegistryServer" else None
    return None


@cache
def _kinds() -> dict[str, frozenset[str]]:
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    return {kind: frozenset(listed) for kind, listed in tomllib.loads(text).items()}


def _address(value: str) -> str | None:
    """Give scheme, host and port alone: private registries carry tokens in their paths, too."""
    try:
        parts = urlsplit(value)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]{1,200}", parts.hostname or ""):
        return None
    return f"{parts.scheme}://{parts.hostname}{port}/"
