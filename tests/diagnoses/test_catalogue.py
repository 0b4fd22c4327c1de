"""The catalogue itself: every diagnosis is well made, has samples, and is told from its look-alikes."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.diagnose.catalogue import Diagnosis, Pattern, catalogue, longest_literal, read
from buildcheck.diagnose.facts import FACTS
from buildcheck.diagnose.text import Log
from tests.diagnoses.scenes import SAMPLES, causes, samples

IDS = {each.id for each in catalogue()}

# Groups that facts add to what the patterns extract.
ADDED = {
    "some-host-was-refused": {"host"},
    "some-host-was-unreachable": {"host"},
    "file-differs-in-case": {"actual"},
    "file-is-elsewhere": {"actual"},
    "file-is-ignored": {"rule"},
    "package-is-declared": {"package"},
    "package-is-undeclared": {"package"},
    "some-script-was-blocked": {"blocked"},
    "prisma-host-did-not-answer": {"host"},
}


def label(log: Path) -> str:
    """Name a sample in the test's id."""
    return f"{log.parent.name}/{log.stem}"


@pytest.mark.parametrize("diagnosis", catalogue(), ids=lambda each: each.id)
def test_every_diagnosis_has_a_sample_and_a_near_miss(diagnosis: Diagnosis) -> None:
    folder = SAMPLES / diagnosis.id
    assert [each for each in folder.glob("*.log") if not each.name.startswith("not-")]
    assert list(folder.glob("not-*.log"))


@pytest.mark.parametrize("diagnosis", catalogue(), ids=lambda each: each.id)
def test_templates_can_always_be_filled_in(diagnosis: Diagnosis) -> None:
    patterns = [each for name, found in diagnosis.patterns.items() if name != "none" for each in found]
    known = {group for each in patterns for group in each.expression.groupindex}
    known |= {group for fact in diagnosis.when for group in ADDED.get(fact, set())}
    sure = {group for fact in diagnosis.when for group in ADDED.get(fact, set())} | diagnosis.defaults.keys()
    places = [*diagnosis.patterns["any"]] or [*diagnosis.patterns["all"]]
    for group in diagnosis.fields - sure:
        assert group in known
        assert all(group in each.expression.groupindex for each in places), f"{group} needs a default"


@pytest.mark.parametrize("diagnosis", catalogue(), ids=lambda each: each.id)
def test_references_exist(diagnosis: Diagnosis) -> None:
    assert set(diagnosis.after) <= IDS
    assert set(diagnosis.when) <= FACTS.keys()
    assert diagnosis.fix.strip()


def test_every_sample_belongs_to_a_diagnosis() -> None:
    assert {each.name for each in SAMPLES.iterdir()} <= IDS


@pytest.mark.parametrize("log", samples(), ids=label)
def test_a_sample_is_recognised_before_everything_else(log: Path) -> None:
    found = causes(log)
    assert found[0].id == log.parent.name
    assert found[0].lines
    lines = log.read_text(encoding="utf-8").split("\n")
    first = found[0].first_line - 1
    shown = tuple(line.rstrip() for line in lines[first : first + len(found[0].lines)])
    assert tuple(line[: len(kept)] for line, kept in zip(shown, found[0].lines, strict=True)) == found[0].lines


@pytest.mark.parametrize("log", samples("not-"), ids=label)
def test_a_near_miss_is_something_else(log: Path) -> None:
    assert log.parent.name not in {each.id for each in causes(log)[:1]}


@pytest.mark.parametrize("log", samples(), ids=label)
def test_a_literal_is_in_every_match(log: Path) -> None:
    diagnosis = next(each for each in catalogue() if each.id == log.parent.name)
    text = Log(log.read_text(encoding="utf-8")).everything
    for pattern in (each for found in diagnosis.patterns.values() for each in found):
        assert all(pattern.literal in match.group() for match in pattern.expression.finditer(text))


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("abc", "abc"),
        ("ab?cd", "cd"),
        ("ab|cd", ""),
        (r"x\.y", "x.y"),
        (r"\d+ packages", " packages"),
        ("(?:one|two) three", " three"),
        ("[abc]def", "def"),
        ("a{2}bcd", "bcd"),
    ],
)
def test_longest_literal(pattern: str, literal: str) -> None:
    assert longest_literal(pattern) == literal
    assert Pattern(pattern).literal == literal


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: x\ntitle: t\nkind: source\nany: [a]\nexplanation: e\nfix: f\ncolour: red\n", "colour"),
        ("id: x\ntitle: t\nkind: source\nexplanation: e\nfix: f\n", "`any` or `all`"),
        ("id: y\ntitle: t\nkind: source\nany: [a]\nexplanation: e\nfix: f\n", "its id is y"),
        ("id: x\ntitle: t\nkind: weather\nany: [a]\nexplanation: e\nfix: f\n", "kind"),
        ("id: x\ntitle: [", "x.yaml"),
    ],
)
def test_a_file_that_is_not_exactly_a_diagnosis_is_refused(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"x\.yaml") as caught:
        read(file)
    assert message in str(caught.value)
