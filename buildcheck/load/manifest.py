"""``package.json`` -> `Manifest`. Wrong types are passed over, as npm does; what is no JSON object is an error."""

from __future__ import annotations

from typing import Any, get_args

from buildcheck.errors import UsageError
from buildcheck.load.files import Files
from buildcheck.load.json_text import JsonError, key_lines, parse
from buildcheck.load.locked import mapping, text_map, text_or_none, texts
from buildcheck.load.paths import join
from buildcheck.model.project import Manifest, Requirement, Section
from buildcheck.model.value import At

NAME = "package.json"
_MAX_BYTES = 8 * 1024**2
_SECTIONS: tuple[Section, ...] = get_args(Section)
_OWN_FIELDS = {"name", "version", "scripts", "engines", "packageManager", "description", "keywords", *_SECTIONS}


def read_manifest(files: Files, folder: str) -> Manifest | None:
    """Give the manifest of ``folder``, ``None`` where the clean source has none.

    Raises:
        UsageError: it is no JSON object; the error names the place and shows the line.
    """
    path = join(folder, NAME)
    if path not in files.by_path:
        return None
    content = files.read(path, _MAX_BYTES)
    if content is None:
        raise UsageError(f"{path} can't be read.", why="It is no regular file, or larger than 8 MiB.", do="Replace it.")
    return parse_manifest(path, content)


def parse_manifest(path: str, content: bytes) -> Manifest:
    """Give the manifest with this content.

    Raises:
        UsageError: as `read_manifest`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{path}:{line}: not UTF-8 text.",
            why="Package managers read it as UTF-8 only.",
            do="Save the file as UTF-8.",
        ) from error
    try:
        document = parse(text)
    except JsonError as error:
        raise _bad_json(path, text, error) from error
    if not isinstance(document, dict):
        raise UsageError(
            f"{path}:1:1: a {type(document).__name__}, not an object.",
            why="A package.json is a JSON object: { … }.",
            do="Restore the file, for example from git.",
        )
    return _manifest(path, document, key_lines(text))


def _bad_json(path: str, text: str, error: JsonError) -> UsageError:
    lines = text.split("\n")
    place, shown = path, ""
    if error.line is not None:
        place = f"{path}:{error.line}:{error.column}"
        shown = lines[error.line - 1].rstrip()[:200] if error.line <= len(lines) else ""
    return UsageError(
        f"{place}: not valid JSON: {error}.",
        why=f"The line is: {shown.strip()}" if shown.strip() else "The file ends too early, or is empty.",
        do="Correct that line; npm, pnpm, Yarn and Bun all refuse this file.",
    )


def _manifest(path: str, document: dict[str, Any], lines: dict[tuple[str, ...], int]) -> Manifest:
    return Manifest(
        path=path,
        name=text_or_none(document.get("name")),
        version=text_or_none(document.get("version")),
        scripts=text_map(document.get("scripts")),
        lines={".".join(keys): line for keys, line in lines.items() if keys[0] not in _SECTIONS},
        requirements=tuple(
            Requirement(name=name, spec=spec, section=section, at=At(path=path, line=lines.get((section, name))))
            for section in _SECTIONS
            for name, spec in text_map(document.get(section)).items()
        ),
        engines=text_map(document.get("engines")),
        package_manager=text_or_none(document.get("packageManager")),
        workspaces=_workspaces(document.get("workspaces")),
        raw={key: value for key, value in document.items() if key not in _OWN_FIELDS},
    )


def _workspaces(value: object) -> tuple[str, ...] | None:
    """Give the globs of an array, or of ``{"packages": […]}`` (Yarn, Bun); ``None`` where there are none."""
    if isinstance(value, dict):
        value = value.get("packages", [])
    return texts(value) if isinstance(value, list) else None


def line_of(files: Files, path: str, *keys: str) -> At:
    """Give the place of a key of the manifest at ``path``."""
    text = files.text(path, _MAX_BYTES) or "{}"
    return At(path=path, line=key_lines(text).get(keys))


def field(manifest: Manifest, *keys: str) -> Any:
    """Give what ``manifest.raw`` holds at ``keys``, ``None`` where there is nothing."""
    value: Any = manifest.raw
    for key in keys:
        value = mapping(value).get(key)
    return value
