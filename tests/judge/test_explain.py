"""The manual comes from the code, and every page has what a reader needs."""

from __future__ import annotations

import pytest

from buildcheck import explain
from buildcheck.errors import UsageError
from buildcheck.model.check import Check


@pytest.mark.parametrize("check", explain.checks(), ids=lambda each: each.id)
def test_a_page_has_a_title_a_reason_and_a_fix(check: Check) -> None:
    page = explain.page(check.id)
    assert page.startswith(f"# {check.id}\n")
    assert check.title.endswith(".")
    assert page.index("## Why it matters") < page.index("## How to fix")


def test_the_catalogue_names_every_check() -> None:
    text = explain.catalogue()
    assert all(f"`{each.id}`" in text for each in explain.checks())


def test_an_unknown_check_is_a_mistake_of_usage() -> None:
    with pytest.raises(UsageError) as caught:
        explain.page("no-such-check")
    assert "build-failed" in caught.value.why
