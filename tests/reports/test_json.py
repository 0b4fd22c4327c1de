"""The JSON report and its published schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import msgspec
import pytest

from buildcheck.model.report import SCHEMA, Report
from buildcheck.reports import FORMATS, render
from buildcheck.reports.schema import PATH, schema_text
from buildcheck.reports.view import View
from tests.reports.golden import kept
from tests.reports.sample import FAIL, INCOMPLETE, PASS


def _data(report: Report) -> Any:
    return json.loads(render("json", report, View()))


def test_it_looks_as_it_was_accepted() -> None:
    text = render("json", FAIL, View())
    assert text == kept("fail.json", text)


def test_the_published_schema_is_fresh() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text(), "run: make schema"


@pytest.mark.parametrize("report", [FAIL, PASS, INCOMPLETE])
def test_reports_are_as_the_schema_says(report: Report) -> None:
    schema = json.loads(PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_data(report), schema, cls=jsonschema.Draft202012Validator)


def test_the_schema_refuses_what_is_no_report() -> None:
    schema = json.loads(PATH.read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**_data(PASS), "verdict": "maybe"}, schema)


def test_it_reads_back_as_the_same_report() -> None:
    assert msgspec.convert(_data(PASS), Report) == PASS
    assert _data(FAIL)["schema"] == SCHEMA


def test_names_that_are_not_utf8_are_written_out() -> None:
    paths = [each["path"] for each in _data(FAIL)["findings"]]
    assert "apps/web/app/caf\\xe9/page.tsx" in paths


def test_on_a_console_it_is_ascii_and_no_command() -> None:
    text = render("json", FAIL, View())
    assert text.isascii()
    assert "##" not in text
    assert "##vso[" in _data(FAIL)["builds"][0]["steps"][-1]["log"]
    assert not any(line.lstrip().startswith("::") for line in text.splitlines())


def test_equal_reports_are_equal_bytes() -> None:
    turned = msgspec.structs.replace(FAIL, timings=dict(reversed(FAIL.timings.items())))
    assert render("json", turned, View()) == render("json", FAIL, View())


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_every_verdict(name: str) -> None:
    for report in (FAIL, PASS, INCOMPLETE):
        assert render(name, report, View()).endswith("\n")
