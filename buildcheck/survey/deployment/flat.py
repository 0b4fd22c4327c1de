"""Settings of a host's file, whatever its format -> `Setting` values with dotted keys. A broken file has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from buildcheck.load.json_text import JsonError, key_lines, parse, parse_with_comments
from buildcheck.load.settings import SettingsError, read_toml_settings
from buildcheck.load.yaml_text import Scalar
from buildcheck.model.deployment import Setting
from buildcheck.model.value import At
from buildcheck.survey.deployment.variables import keeps_value

_MAX_SETTINGS = 2_000
_MAX_DEPTH = 20
_VARIABLE = re.compile(r"(?:^|\.)(?:env|environment|vars|envVars|variables)\.(\w+)$")


def settings_of_json(path: str, text: str) -> tuple[Setting, ...]:
    """Read JSON, comments allowed; lines are those of keys outside of lists."""
    try:
        value = parse_with_comments(text)
    except JsonError:
        return ()
    try:
        parse(text)
        lines = {".".join(keys): line for keys, line in key_lines(text, depth=6).items()}
    except JsonError:
        lines = {}
    return tuple(_flat(path, value, lines))


def settings_of_toml(path: str, text: str) -> tuple[Setting, ...]:
    """Read TOML."""
    try:
        pairs = list(read_toml_settings(text))[:_MAX_SETTINGS]
    except SettingsError:
        return ()
    return tuple(Setting(key=key, value=shown(key, value), at=At(path=path, line=line)) for key, value, line in pairs)


def settings_of_tree(path: str, value: Any) -> tuple[Setting, ...]:
    """Flatten a value that `yaml_text` gave: its scalars know their lines."""
    return tuple(_flat(path, value, {}))


def _flat(path: str, value: Any, lines: dict[str, int]) -> Iterator[Setting]:
    for key, inner, line in islice(_walk(value, "", None), _MAX_SETTINGS):
        own = inner.line if isinstance(inner, Scalar) else lines.get(key, line)
        yield Setting(key=key, value=shown(key, inner), at=At(path=path, line=own))


def _walk(value: Any, key: str, line: int | None) -> Iterator[tuple[str, Any, int | None]]:
    """Give the leaves with their dotted keys, and the line of the nearest key that knows it."""
    if key.count(".") > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, f"{key}.{name}" if key else str(name), getattr(name, "line", line))
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key, line)
    elif key:
        yield key, value, line


def shown(key: str, value: object) -> str:
    """Give a value as text. Of variables only those are kept that decide how things are installed and built: the
    others may be secrets."""
    variable = _VARIABLE.search(key)
    if variable and not keeps_value(variable[1]):
        return ""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
