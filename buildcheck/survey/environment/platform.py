"""The variables that hosts and tools set themselves, as `platform.toml` lists them -> who sets one."""

from __future__ import annotations

import fnmatch
import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class _Setter(NamedTuple):
    by: str
    names: re.Pattern[str]
    of: str | None


@cache
def set_by(name: str, of: str | None = None) -> str | None:
    """Say who sets the variable ``name``; ``None`` for one that somebody has to declare. ``of`` is the object that it
    is read from, where that is known (``import.meta.env``)."""
    for setter in _setters():
        if setter.names.fullmatch(name) and (setter.of is None or setter.of == of):
            return setter.by
    return None


@cache
def _setters() -> tuple[_Setter, ...]:
    text = files("buildcheck.survey.environment").joinpath("platform.toml").read_text("utf-8")
    return tuple(_setter(each) for each in tomllib.loads(text)["set"])


def _setter(entry: dict[str, list[str]]) -> _Setter:
    wanted = "|".join(fnmatch.translate(each) for each in entry["names"])
    refused = "|".join(fnmatch.translate(each) for each in entry.get("not", ()))
    pattern = f"(?!{refused})(?:{wanted})" if refused else wanted
    of = entry.get("of")
    return _Setter(str(entry["by"]), re.compile(pattern), str(of) if of is not None else None)
