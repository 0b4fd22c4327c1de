"""Names of variables that get no value: ``unset.toml``."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import msgspec

from buildcheck.model.value import Value
from buildcheck.services import without_prefix


class Unset(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of ``unset.toml``, which says what its fields are."""

    names: str
    reason: str
    always: bool = False
    with_default: bool = False
    switch: bool = False


@cache
def better_unset() -> tuple[Unset, ...]:
    """Give the entries."""
    text = (files("buildcheck.synthetic") / "unset.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, tuple[Unset, ...]])["unset"]


def is_switch(name: str) -> bool:
    """Whether the name says that the variable switches something on: off is where nothing is set."""
    return any(each.switch and re.fullmatch(each.names, without_prefix(name)) for each in better_unset())
