"""Two runs of one bundle beside each other: what decides, what only may be why, and the words for both."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from buildcheck.bundle.compare import compare
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.unpack import unpack
from buildcheck.errors import UsageError
from buildcheck.model.bundle import Contents, Replay
from buildcheck.model.difference import Difference
from buildcheck.model.plan import Choice
from buildcheck.model.report import Finding, Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline.bundle import assert_writable, write
from buildcheck.reports.replay import render
from buildcheck.reports.view import View
from tests.bundle.parts import FILES, checkout, packed, saved


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    (tmp_path / "project").mkdir()
    checkout(tmp_path / "project", {**FILES, "lib/a.js": "", ".env": "A=hunter2hunter2\n"})
    return unpack(saved(packed(tmp_path / "project").members, tmp_path / "bundle"))


def there(contents: Contents) -> Report:
    assert contents.report is not None
    return contents.report


def told(contents: Contents, here: Report) -> Replay:
    differences = compare(contents, there(contents), here, contents.bundle.settings)
    same = not any(each.decides for each in differences)
    return Replay(same=same, differences=differences, there=there(contents), report=here)


def test_the_same(contents: Contents) -> None:
    found = told(contents, there(contents))
    assert found.same
    assert [(each.part, each.subject) for each in found.differences] == [("source", ".env")]
    assert "same: " in render(found, View())


def test_what_the_bundle_says_is_told_first(contents: Contents) -> None:
    finding = Finding(check="build-failed", severity="error", message="It stops there.", path="a.js", fingerprint="1")
    difference = Difference(
        kind="version",
        subject="node",
        weight="may-break",
        here="Node 20.",
        clean="Node 24.",
        consequence="It may stop.",
    )
    failed = msgspec.structs.replace(there(contents), verdict="fail", findings=(finding,), differences=(difference,))
    text = render(Replay(same=True, there=failed, report=failed), View())
    order = ["in the bundle", "It stops there.", "its machine and the clean build", "Node 20.", "same: fail, 1 finding"]
    assert sorted(order, key=text.index) == order
    other = Replay(same=False, there=failed, report=msgspec.structs.replace(failed, findings=()))
    assert "differs: fail on both sides" in render(other, View())
    stopped = msgspec.structs.replace(failed, verdict="incomplete")
    assert "no answer here: there fail" in render(Replay(same=False, there=failed, report=stopped), View())


def test_another_answer_is_told_with_what_may_be_why(contents: Contents) -> None:
    plan = msgspec.structs.replace(contents.plan, node=Choice(value="18.0.0", reason="a test"))
    finding = Finding(check="build-failed", severity="error", message="m", path="a.js", line=3, fingerprint="1")
    here = msgspec.structs.replace(there(contents), plan=plan, verdict="pass", findings=(finding,))
    found = told(contents, here)
    assert not found.same
    parts = [(each.part, each.subject, each.there, each.here) for each in found.differences]
    assert ("verdict", "verdict", there(contents).verdict, "pass") in parts or there(contents).verdict == "pass"
    assert ("finding", "build-failed a.js:3", "nothing", "found") in parts
    assert ("plan", "Node", contents.plan.node.value, "18.0.0") in parts
    text = render(found, View())
    assert text.index("the answer differs") < text.index("build-failed a.js:3") < text.index("what may be why")
    assert text.index("what may be why") < text.index("18.0.0")


def test_hostile_text_of_a_report_can_not_steer_a_terminal(contents: Contents) -> None:
    finding = Finding(check="x\x1b[2J", severity="error", message="m\x9b2J", path="\u202ea", fingerprint="1")
    odd = msgspec.structs.replace(there(contents), findings=(finding,))
    text = render(told(contents, odd), View()) + render(Replay(same=True, there=odd, report=odd), View())
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x9b" not in text


def test_variables_of_a_file_are_named(contents: Contents) -> None:
    bundle = msgspec.structs.replace(contents.bundle, given=("BUILD_TOKEN",))
    given = msgspec.structs.replace(contents, bundle=bundle)
    for env, expected in (("synthetic", True), ("file:mine", False)):
        found = compare(given, there(given), there(given), Settings(env=env))
        assert any(each.part == "variables" for each in found) == expected


def test_words_of_a_report_are_no_secrets() -> None:
    guard = Guard({"DB_PASSWORD": "findings", "API_KEY": "k7-9x2", "LONG": "qpwoeirutyalskdjfhg"})
    text = b'{"findings": "k7-9x2", "a": "qpwoeirutyalskdjfhg"}'
    assert guard.without(text, "document") == b'{"findings": "***", "a": "***"}'


def test_where_it_can_not_be_written_is_known_before_anything_is_built(tmp_path: Path) -> None:
    for file in (tmp_path / "absent" / "bundle", tmp_path):
        with pytest.raises(UsageError):
            assert_writable(file)
    assert_writable(tmp_path / "bundle")


def test_it_is_not_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    checkout(tmp_path / "project", FILES)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in (".bundle.partial", "bundle"):
        (tmp_path / name).symlink_to(victim)
    write(packed(tmp_path / "project"), tmp_path / "bundle")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "bundle").is_symlink()


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    checkout(tmp_path / "project", FILES)
    one = packed(tmp_path / "project")
    size = write(one, tmp_path / "bundle")
    assert size == (tmp_path / "bundle").stat().st_size
    one.members["plan.json"] = b"{}"
    with pytest.raises(UsageError):
        write(one, tmp_path / "second")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bundle", "project"]
