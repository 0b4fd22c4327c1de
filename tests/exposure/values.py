"""Synthetic values for the tests of the search, made as small as they can be."""

from __future__ import annotations

from buildcheck.model.synthetic import SyntheticValue


def made(*values: SyntheticValue) -> dict[str, SyntheticValue]:
    return {each.name: each for each in values}


def text(name: str, canary: str, value: str | None = None, *, decoy: bool = False) -> SyntheticValue:
    return SyntheticValue(name=name, value=value or canary, type="string", canary=canary, reason="a test", decoy=decoy)


def number(name: str, digits: str) -> SyntheticValue:
    return SyntheticValue(name=name, value=digits, type="integer", canary=digits, reason="a test", number=True)
