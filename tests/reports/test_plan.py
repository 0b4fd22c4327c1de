"""The plan as text and as data."""

from __future__ import annotations

import json
from pathlib import PurePath

from msgspec.structs import replace

from buildcheck.reports.json import encode
from buildcheck.reports.plan import as_data, render
from buildcheck.reports.view import View
from tests.reports.golden import kept
from tests.reports.sample import PLAN, PROJECT


def test_it_looks_as_it_was_accepted() -> None:
    text = render(PROJECT, PLAN, View())
    assert text == kept("plan-80.txt", text)


def test_a_project_without_a_name_is_called_by_its_folder() -> None:
    nameless = replace(PROJECT, manifest=replace(PROJECT.manifest, name=None))
    assert render(nameless, PLAN, View()).startswith(f"plan  {PurePath(PROJECT.source.root, PROJECT.app).name}:")


def test_every_choice_has_its_reason() -> None:
    text = " ".join(render(PROJECT, PLAN, View(width=120)).split())
    choices = (PLAN.node, PLAN.variant, PLAN.reusable_tree, PLAN.install, PLAN.build, PLAN.environment_choice)
    for choice in choices:
        assert f"{choice.value} — {choice.reason}" in text


def test_as_data_it_is_the_plan() -> None:
    data = json.loads(encode(as_data(PROJECT, PLAN)))
    assert list(data) == ["schema", "project", "source", "commit", "plan"]
    assert data["plan"]["node"]["value"] == PLAN.node.value
    assert data["project"] == PROJECT.manifest.name
