"""The package managers' own configuration files in a project -> `Setting`, one per value.

Nested keys are joined with dots, and a list gives one setting per item, all with the list's key
(``public-hoist-pattern[]=x`` in ``.npmrc`` is key ``public-hoist-pattern``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.paths import ancestors, join
from buildcheck.load.secrets import is_secret, without_user
from buildcheck.load.yaml_text import Scalar, YamlError, documents
from buildcheck.model.project import Remark, Setting
from buildcheck.model.value import At

_MAX_BYTES = 1024**2
Pair = tuple[str, str, int | None]


class SettingsError(Exception):
    """The file is not of its format."""


def read_settings(files: Files, app: str, root: str) -> tuple[list[Setting], list[Remark]]:
    """Give the settings that apply to ``app``, those of the nearest file first, and a remark for each broken file.

    Yarn looks into every folder above; the others into the app's folder and the install root.
    """
    found: list[Setting] = []
    remarks: list[Remark] = []
    own = tuple(dict.fromkeys((app, root)))
    for name, read, climbs in _KINDS:
        for folder in ancestors(app) if climbs else own:
            path = join(folder, name)
            text = files.text(path, _MAX_BYTES)
            if text is None:
                continue
            try:
                found += [_setting(path, pair) for pair in read(text)]
            except SettingsError as error:
                remarks.append(Remark(kind="settings-unreadable", path=path, message=f"It can't be read: {error}."))
    return found, remarks


def _setting(path: str, pair: Pair) -> Setting:
    key, value, line = pair
    shown = None if is_secret(key) else without_user(value)
    return Setting(file=path, key=without_user(key), value=shown, at=At(path=path, line=line))


def read_npmrc(text: str) -> Iterator[Pair]:
    """Read ``.npmrc`` as npm's ini parser does: ``key = value``, quotes as in JSON, a bare key is true."""
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.strip()
        if not body or body[0] in "#;[":
            continue
        key, equals, value = body.partition("=")
        yield _unquoted(key).removesuffix("[]"), _unquoted(value) if equals else "true", number


def read_yarnrc(text: str) -> Iterator[Pair]:
    """Read ``.yarnrc`` of Yarn 1: ``key value``, either of them in quotes."""
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.strip()
        match = re.match(r'("[^"]*"|[^\s"#]\S*)(?:\s+(.*))?$', body)
        if match:
            yield _unquoted(match[1]).removeprefix("--"), _unquoted(match[2] or "true"), number


def read_yaml_settings(text: str) -> Iterator[Pair]:
    """Read ``.yarnrc.yml`` or ``pnpm-workspace.yaml``.

    Raises:
        SettingsError: it is no YAML.
    """
    try:
        found = documents(text)
    except YamlError as error:
        raise SettingsError(" ".join(str(error).split())) from error
    for each in found:
        yield from _flatten("", each, None)


def read_toml_settings(text: str) -> Iterator[Pair]:
    """Read ``bunfig.toml``. Its parser tells no lines: they are those where the key is written first in its table.

    Raises:
        SettingsError: it is no TOML.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(str(error)) from error
    lines = _toml_lines(text)
    for key, value, _ in _flatten("", document, None):
        yield key, value, lines.get(key)


def _flatten(prefix: str, value: Any, line: int | None) -> Iterator[Pair]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flatten(f"{prefix}.{key}" if prefix else str(key), inner, getattr(key, "line", None))
    elif isinstance(value, list):
        for inner in value:
            yield from _flatten(prefix, inner, line)
    elif prefix:
        yield prefix, _text(value), value.line if isinstance(value, Scalar) else line


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _toml_lines(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[+\s*([^\]]+?)\s*\]+", line)
        entry = re.match(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""", line)
        if header and not entry:
            table = header[1].replace('"', "") + "."
        elif entry:
            lines.setdefault(table + entry[1].strip("\"'"), number)
    return lines


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


_KINDS: tuple[tuple[str, Callable[[str], Iterator[Pair]], bool], ...] = (
    (".npmrc", read_npmrc, False),
    (".yarnrc.yml", read_yaml_settings, True),
    (".yarnrc", read_yarnrc, True),
    ("bunfig.toml", read_toml_settings, False),
    ("pnpm-workspace.yaml", read_yaml_settings, False),
)
