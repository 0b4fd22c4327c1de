"""Reads ``shapes.toml``: what credentials look like."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Form:
    """A shape of credentials. ``entropy`` is in bits for each character."""

    title: str
    marks: tuple[bytes, ...]
    pattern: re.Pattern[bytes]
    entropy: float


@cache
def forms() -> tuple[Form, ...]:
    """Give all shapes."""
    content = tomllib.loads(files("buildcheck.survey.secrets").joinpath("shapes.toml").read_text("utf-8"))
    return tuple(
        Form(
            title=each["title"],
            marks=tuple(mark.encode() for mark in each["marks"]),
            pattern=re.compile(each["pattern"].encode()),
            entropy=each.get("entropy", 3.0),
        )
        for each in content["shape"]
    )
