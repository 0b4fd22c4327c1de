"""Probes as a table."""

from __future__ import annotations

from dataclasses import dataclass

from buildcheck.cli.doctor import show
from buildcheck.reports.view import View


@dataclass(frozen=True)
class Looked:
    """A probe's answer."""

    name: str
    ok: bool
    detail: str
    advice: str | None = None


def test_what_is_missing_comes_with_advice() -> None:
    probes = (
        Looked("Docker", True, "24.0.7 answers"),
        Looked("registry", False, "no answer in 5 s", "Check the proxy settings."),
    )
    assert show(probes, View()).splitlines() == [
        "  ✔ Docker    24.0.7 answers",
        "  ✘ registry  no answer in 5 s",
        "              do: Check the proxy settings.",
        "",
        "1 thing to look at",
    ]


def test_all_is_well_in_a_word() -> None:
    assert show((Looked("Docker", True, "there", "unused"),), View()).splitlines()[-1] == "everything is there"
