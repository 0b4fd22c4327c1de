"""Package managers that run another version of themselves where a project asks for it: Yarn by ``yarnPath``, pnpm by
``packageManager``. What a shell finds is not what runs then."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from buildcheck.load.regular_file import read_text
from buildcheck.load.settings import SettingsError, read_npmrc, read_yaml_settings, read_yarnrc
from buildcheck.model.machine import ProgramName
from buildcheck.observe.shims import folders, pinned
from buildcheck.observe.surroundings import Surroundings
from buildcheck.observe.versions import Read

_OF_FILE = re.compile(r"yarn-(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+?)?)\.[cm]?js")
_SWITCH = "manage-package-manager-versions"
_KEYS = {_SWITCH: _SWITCH, "managePackageManagerVersions": _SWITCH, "pmOnFail": "pmOnFail", "pm-on-fail": "pmOnFail"}


def handed_over(name: ProgramName, read: Read, around: Surroundings) -> Read | None:
    """Give the version that the manager ``name``, which is itself of the version ``read``, runs for the project;
    ``None`` where it is its own."""
    if name == "yarn":
        return _of_yarn(around)
    return _of_pnpm(read, around) if name == "pnpm" else None


def _of_yarn(around: Surroundings) -> Read | None:
    """``yarnPath`` of the nearest settings (yarnpkg.com, "Settings"; Yarn 1: ``yarn-path``, and either file)."""
    if around.environ.get("YARN_IGNORE_PATH", "0") not in ("", "0", "false"):
        return None
    for folder in folders(around):
        for file, key, value in _settings_of_yarn(folder):
            # Unlike pathlib's, this one takes a name of any length.
            if key in ("yarnPath", "yarn-path") and os.path.isfile(folder / value):
                match = _OF_FILE.fullmatch(Path(value).name)
                return Read(match[1] if match else None, file)
    return None


def _settings_of_yarn(folder: Path) -> Iterator[tuple[Path, str, str]]:
    for file, reader in ((folder / ".yarnrc.yml", read_yaml_settings), (folder / ".yarnrc", read_yarnrc)):
        try:
            yield from ((file, key, value) for key, value, _ in reader(read_text(file) or ""))
        except SettingsError:
            continue


def _of_pnpm(read: Read, around: Surroundings) -> Read | None:
    """pnpm 10 and later run the pinned version, 9.7 where that is switched on (pnpm.io, "managePackageManagerVersions";
    pnpm 11: "pmOnFail")."""
    pin = pinned("pnpm", around)
    parts = [int(each) for each in re.findall(r"\d+", read.version or "")[:2]]
    if pin is None or pin.file is None or pin.version == read.version or len(parts) < 2:
        return None
    stated = _settings_of_pnpm(pin.file.parent, around)
    on = stated.get(_SWITCH, "true" if parts >= [10] else "false") == "true"
    on = stated.get("pmOnFail", "download") == "download" if parts >= [11] else on and parts >= [9, 7]
    return pin if on else None


def _settings_of_pnpm(folder: Path, around: Surroundings) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file, reader in ((".npmrc", read_npmrc), ("pnpm-workspace.yaml", read_yaml_settings)):
        try:
            found |= {_KEYS[key]: value for key, value, _ in reader(read_text(folder / file) or "") if key in _KEYS}
        except SettingsError:
            continue
    for name, value in around.environ.items():
        key = re.sub(r"^p?npm_config_", "", name.lower()).replace("_", "-")
        if key != name.lower().replace("_", "-") and key in _KEYS:
            found[_KEYS[key]] = value
    return found
