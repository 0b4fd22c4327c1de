"""The terminal report, as a person sees it."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from buildcheck.model.build import HostContact, Outcome
from buildcheck.model.environment import EnvironmentRow, VariableRead
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Excerpt, Finding, Report, Skip
from buildcheck.model.value import At
from buildcheck.reports import render
from buildcheck.reports.view import View
from tests.reports.golden import kept
from tests.reports.sample import FAIL, INCOMPLETE, PASS
from tests.reports.test_safe_text import COMMANDS

_ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("name", "report", "view"),
    [
        ("fail-80.txt", FAIL, View(exit_code=1)),
        ("fail-60-ascii.txt", FAIL, View(width=60, unicode=False, exit_code=1)),
        ("pass-80.txt", PASS, View(exit_code=0)),
        ("pass-80-colour.txt", PASS, View(colour=True, exit_code=0)),
        ("incomplete-80.txt", INCOMPLETE, View(exit_code=75)),
    ],
)
def test_it_looks_as_it_was_accepted(name: str, report: Report, view: View) -> None:
    text = render("terminal", report, view)
    assert text == kept(name, text)


@pytest.mark.parametrize("report", [FAIL, PASS, INCOMPLETE])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_screen(report: Report, width: int) -> None:
    text = render("terminal", report, View(width=width))
    # Defusing a command may add a space to its line.
    assert [line for line in text.splitlines() if cell_len(line) > width + 2] == []


def test_ascii_is_ascii_and_loses_no_line() -> None:
    plain = render("terminal", FAIL, View())
    ascii_only = render("terminal", FAIL, View(unicode=False))
    assert ascii_only.isascii()
    assert len(ascii_only.splitlines()) == len(plain.splitlines())


def test_colour_adds_nothing_but_colour() -> None:
    coloured = _ESCAPES.sub("", render("terminal", FAIL, View(colour=True)))
    assert [line.rstrip() for line in coloured.splitlines()] == render("terminal", FAIL, View()).splitlines()


def test_a_common_pass_fits_a_small_screen() -> None:
    assert len(render("terminal", PASS, View(exit_code=0)).splitlines()) <= 24


def test_a_common_failure_fits_a_screen() -> None:
    evidence = LogLines(step="build", first=41, lines=tuple(FAIL.builds[0].steps[-1].log.split("\n")[:6]))
    finding = msgspec.structs.replace(FAIL.findings[1], evidence=evidence)
    build = msgspec.structs.replace(FAIL.builds[0], hosts=PASS.builds[0].hosts, scripts=None, artefact_remarks=())
    report = msgspec.structs.replace(PASS, verdict="fail", builds=(build,), findings=(finding,))
    assert len(render("terminal", report, View(exit_code=1)).splitlines()) <= 42


def test_a_network_in_the_way_is_not_called_a_broken_build() -> None:
    found = Finding(check="secret-committed", severity="error", message="A secret.", fingerprint="dd")
    text = render("terminal", msgspec.structs.replace(FAIL, findings=(found,)), View(width=120))
    assert text.startswith("✘ fail  shop has 1 error in its files, and could not be built: the network was in the way")


def test_a_build_that_passes_with_made_values_alone_is_called_so() -> None:
    found = Finding(check="env-missing-build", severity="error", message="DATABASE_URL is missing.", fingerprint="dd")
    lines = render("terminal", msgspec.structs.replace(PASS, verdict="fail", findings=(found,)), View()).splitlines()
    assert lines[0] == "✘ fail  shop does not build without variables that nothing in it names"
    assert lines[-1].startswith("verdict: fail — built in 49 s with made values, and not without them")


def test_variables_left_out_of_the_table_are_those_that_are_counted() -> None:
    at = At(path="a.ts", line=1)
    needed = [
        EnvironmentRow(
            name=f"A_{number}",
            needed="run",
            missing=True,
            reads=(VariableRead(at=at, where=("server",), how="member"),),
        )
        for number in range(15)
    ]
    rows = (*needed, EnvironmentRow(name="B", needed="never", missing=True))
    text = render("terminal", msgspec.structs.replace(PASS, environment=rows), View())
    assert "15 variables" in text
    assert "and 3 more, see `buildcheck env --all`" in text


def test_only_folders_that_were_written_are_named() -> None:
    assert PASS.plan is not None
    plan = msgspec.structs.replace(PASS.plan, outputs=("apps/web/.next", "apps/web/out"))
    text = render("terminal", msgspec.structs.replace(PASS, plan=plan), View())
    assert "1 artefact, 21 B in apps/web/.next" in text
    assert "apps/web/out" not in text


def test_the_verdict_is_first_then_the_lines_that_show_it_then_the_fix() -> None:
    text = render("terminal", FAIL, View())
    places = [
        text.index(each)
        for each in ("✘ fail", "Module not found", "A file imports", "fix:", "npm 10.9.0", "verdict: fail")
    ]
    assert places == sorted(places)
    assert text.startswith("✘ fail")


def test_an_incomplete_run_leads_with_what_was_in_the_way() -> None:
    text = render("terminal", msgspec.structs.replace(FAIL, verdict="incomplete"), View())
    assert text.index("ENOTFOUND") < text.index("Module not found")


def test_a_server_that_only_a_real_value_names_is_called_by_its_variable() -> None:
    made = msgspec.structs.replace(FAIL.obstacles[0], transient=False, hosts=("$REDIS_URL", "$DATABASE_URL"))
    text = render("terminal", msgspec.structs.replace(FAIL, verdict="incomplete", obstacles=(made,)), View(width=120))
    said = "! incomplete  shop could not be judged: its build needs the server of DATABASE_URL and REDIS_URL"
    assert text.startswith(said)


def test_the_last_line_tells_a_source_only_pass_from_a_build() -> None:
    built = render("terminal", PASS, View(exit_code=0)).splitlines()[-1]
    read = render("terminal", msgspec.structs.replace(PASS, builds=(), stage="source"), View()).splitlines()
    assert built == "verdict: pass — installed and built in 49 s; nothing was started (exit 0)"
    assert read[-1] == "verdict: pass — its files were read; nothing was installed or built"
    assert "builds from" not in read[0]


def test_fail_on_is_told_where_it_decided_the_exit_code() -> None:
    for report, code in ((FAIL, 0), (PASS, 1)):
        last = render("terminal", report, View(width=120, exit_code=code)).splitlines()[-1]
        assert last.endswith(f"(exit {code}, as --fail-on asks)")


def test_every_outcome_has_its_own_headline() -> None:
    def headline(outcome: Outcome) -> str:
        failed = msgspec.structs.replace(FAIL.builds[0].steps[-1], outcome=outcome)
        build = msgspec.structs.replace(FAIL.builds[0], steps=(failed,))
        return render("terminal", msgspec.structs.replace(FAIL, builds=(build,)), View()).splitlines()[0]

    outcomes: tuple[Outcome, ...] = ("failed", "out-of-memory", "timed-out", "disk-full", "output-limit")
    assert len({headline(outcome) for outcome in outcomes}) == len(outcomes)


def test_a_column_without_words_does_not_make_the_others_wrap() -> None:
    steps = tuple(msgspec.structs.replace(each, attempt=1) for each in PASS.builds[0].steps)
    build = msgspec.structs.replace(PASS.builds[0], steps=steps)
    assert "  ✔ fetch    " in render("terminal", msgspec.structs.replace(PASS, builds=(build,)), View())


def test_markup_in_a_log_is_text() -> None:
    assert "[bold red]not markup[/]" in render("terminal", FAIL, View(width=120))


def test_long_lists_are_cut_and_say_so() -> None:
    skips = tuple(Skip(check=f"check-{number}", reason="no") for number in range(50))
    text = render("terminal", msgspec.structs.replace(PASS, skipped=skips), View())
    assert "and 45 more" in text
    assert len(text.splitlines()) < 40


def test_places_of_one_check_are_told_with_their_line_of_source() -> None:
    def found(number: int) -> Finding:
        excerpt = Excerpt(first=number, lines=(f"import x from 'package-{number}'",))
        said = f"package-{number} is not declared"
        return Finding(
            check="undeclared-dependency",
            severity="error",
            message=said,
            path="a.js",
            line=number,
            excerpt=excerpt,
            fingerprint=str(number),
        )

    findings = tuple(found(number) for number in range(1, 7))
    lines = render("terminal", msgspec.structs.replace(FAIL, findings=findings), View(width=120)).splitlines()
    title = lines.index("  ✘ undeclared-dependency  in 3 more places")
    assert lines[title + 1 : title + 3] == ["    a.js:4", "      4 │ import x from 'package-4'"]


def test_a_host_that_the_started_app_wanted_is_no_fault_of_the_project() -> None:
    (build,) = FAIL.builds
    hosts = (HostContact(phase="serve", host="db.example.test", port=5432, outcome="refused", reason="no rule"),)
    text = render(
        "terminal",
        msgspec.structs.replace(FAIL, builds=(msgspec.structs.replace(build, hosts=hosts),)),
        View(width=120),
    )
    assert "refused" not in text
    assert "db.example.test:5432 by the started app — no fault of the project" in text


def test_many_steps_of_a_phase_are_one_row_and_those_that_failed() -> None:
    fetch, script, _ = PASS.builds[0].steps
    scripts = [msgspec.structs.replace(script, name=f"npm rebuild p{number}") for number in range(30)]
    scripts[7] = msgspec.structs.replace(scripts[7], outcome="failed", exit_code=1)
    build = msgspec.structs.replace(PASS.builds[0], steps=(fetch, *scripts))
    text = render("terminal", msgspec.structs.replace(PASS, builds=(build,)), View())
    assert "✔ scripts  29 steps" in text
    assert "! scripts  npm rebuild p7" in text
    assert "p8" not in text


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=st.characters() | st.sampled_from("#[:\x1b\u202e")), min_size=1, max_size=6))
def test_no_log_can_steer_the_reader(lines: list[str]) -> None:
    lines = [*lines, "::error::x", "a" * 70 + "::error::x", "##vso[x]"]
    evidence = LogLines(step="build", first=1, lines=tuple(lines))
    finding = Finding(
        check="build-failed", severity="error", message="\n".join(lines), evidence=evidence, fingerprint="x"
    )
    text = render("terminal", msgspec.structs.replace(FAIL, findings=(finding,)), View())
    assert [name for name, pattern in COMMANDS.items() if pattern.search(text)] == []
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", text)
