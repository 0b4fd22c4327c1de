"""Our own configuration in a project -> `Configuration`: ``buildcheck.toml`` beside the app's package.json, or the
``buildcheck`` key in it. It is strict: a key that we do not know is an error, since a typo would switch nothing off."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import Any

import msgspec

from buildcheck.errors import UsageError
from buildcheck.load.files import Files
from buildcheck.load.paths import join
from buildcheck.model.project import Configuration, Manifest, Suppression

NAME = "buildcheck.toml"
_MAX_BYTES = 256 * 1024
_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<field>[^`]*)`")


def read_configuration(files: Files, app: str, manifest: Manifest) -> Configuration:
    """Give the configuration of ``app``; where there is none, one that says nothing.

    Raises:
        UsageError: it can't be read, or says something that we do not know.
    """
    path = join(app, NAME)
    text = files.text(path, _MAX_BYTES)
    if text is not None:
        try:
            return _configuration(tomllib.loads(text), path)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise UsageError(f"{path} is no TOML: {error}", do="Mend the line that is named.") from error
    if "buildcheck" in manifest.raw:
        return _configuration(manifest.raw["buildcheck"], manifest.path)
    return Configuration()


def _configuration(value: Any, path: str) -> Configuration:
    try:
        read = msgspec.convert(value, Configuration)
    except msgspec.ValidationError as error:
        raise _wrong(str(error), path) from error
    if read.file is not None:
        raise _wrong("Object contains unknown field `file`", path)
    return msgspec.structs.replace(read, file=path)


def _wrong(said: str, path: str) -> UsageError:
    """Say what is wrong, and for an unknown key which known one is near."""
    unknown = _UNKNOWN_FIELD.search(said)
    known = [*Suppression.__struct_fields__, "ignore"]
    near = difflib.get_close_matches(unknown["field"], known, n=1) if unknown else []
    hint = f"Did you mean `{near[0]}`?" if near else "`[[ignore]]` takes `check`, `reason` and, if wanted, `path`."
    return UsageError(f"The configuration in {path} is wrong.", why=said, do=hint)
