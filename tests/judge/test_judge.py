"""Verdicts: one cause makes one error, and trouble that is not the project's never looks like a broken project."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from buildcheck.diagnose import diagnose
from buildcheck.judge import all_checks, fingerprint, judge
from buildcheck.model.build import Build, HostContact
from buildcheck.model.check import Check, Evidence, check
from buildcheck.model.project import Project
from buildcheck.model.report import Hit, Report, Tool
from buildcheck.model.value import At
from tests.diagnoses.scenes import SAMPLES
from tests.parts import REGISTRY, build, plan, project, step

TOOL = Tool(name="buildcheck", version="0")
INSTALLED = step("fetch", outcome="ok", name="install")


def report(found: Build | None = None, *, of: Project | None = None, planned: bool = True) -> Report:
    """Judge a build as the pipeline does."""
    here = of or project()
    failed = found.failed if found is not None else None
    blocked = found.scripts.blocked if found is not None and found.scripts is not None else ()
    causes = diagnose(failed, here, found.hosts if found else (), blocked) if failed is not None else ()
    evidence = Evidence(project=here, plan=plan() if planned else None, builds=(found,) if found else (), causes=causes)
    return judge(evidence, tool=TOOL)


def sample(name: str) -> str:
    """A real log."""
    return (SAMPLES / name).read_text(encoding="utf-8")


def errors(of: Report) -> list[tuple[str, str | None]]:
    """Checks and causes of the errors."""
    return [(each.check, each.cause) for each in of.findings if each.severity == "error"]


def test_a_build_that_passed_passes() -> None:
    found = report(build(INSTALLED, step(outcome="ok")))
    assert (found.verdict, found.stage, found.findings, found.obstacles) == ("pass", "build", (), ())
    assert any("nothing was started" in each for each in found.not_verified)


def test_reading_the_source_is_not_a_verified_build() -> None:
    found = report(planned=False)
    assert (found.verdict, found.stage) == ("pass", "source")
    assert {each.check for each in found.skipped} >= {"build-failed", "install-failed"}
    assert any("only its files were read" in each for each in found.not_verified)


@pytest.mark.parametrize(
    ("phase", "log", "expected"),
    [
        ("fetch", "peer-dependency-conflict/eresolve-npm11.log", ("install-failed", "peer-dependency-conflict")),
        ("fetch", "lockfile-out-of-sync-npm/sync-npm10.log", ("lockfile-out-of-sync", "lockfile-out-of-sync-npm")),
        ("fetch", "node-version-refused/engine-yarn1.log", ("node-version-unsatisfied", "node-version-refused")),
        ("scripts", "native-build-tools/gyp-nomake.log", ("install-failed", "native-build-tools")),
        ("build", "type-error/next16-type-error.log", ("build-failed", "type-error")),
        ("build", "heap-out-of-memory/next16-heap.log", ("out-of-memory", "heap-out-of-memory")),
        ("build", "disk-full/excerpt.log", ("disk-full", "disk-full")),
    ],
)
def test_one_cause_makes_one_error(phase: str, log: str, expected: tuple[str, str]) -> None:
    steps = () if phase == "fetch" else (INSTALLED,)
    found = report(build(*steps, step(phase, sample(log))))  # type: ignore[arg-type]
    assert found.verdict == "fail"
    assert errors(found) == [expected]
    (finding,) = [each for each in found.findings if each.severity == "error"]
    assert finding.evidence is not None
    assert finding.fix


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("out-of-memory", "out-of-memory"),
        ("timed-out", "timed-out"),
        ("disk-full", "disk-full"),
        ("output-limit", "disk-full"),
    ],
)
def test_outcomes_are_told_apart(outcome: str, expected: str) -> None:
    ended = step(log="one\ntwo\n", outcome=outcome, exit_code=None)  # type: ignore[arg-type]
    assert [each for each, _ in errors(report(build(INSTALLED, ended)))] == [expected]


def test_an_unknown_error_is_still_an_error() -> None:
    found = report(build(INSTALLED, step(log="odd: it broke\nError: the odd thing\n")))
    assert errors(found) == [("build-failed", "unrecognised")]


def test_trouble_of_a_registry_is_no_verdict() -> None:
    hosts = (HostContact(phase="fetch", host=REGISTRY, outcome="unreachable"),)
    found = report(build(step("fetch", sample("registry-trouble/net-notfound-npm10.log")), hosts=hosts))
    assert (found.verdict, errors(found), found.stage) == ("incomplete", [], "fetch")
    (obstacle,) = found.obstacles
    assert obstacle.transient
    assert obstacle.hosts == (REGISTRY,)
    assert any("scripts and build" in each for each in found.not_verified)


def test_a_host_that_we_refused_is_no_verdict() -> None:
    hosts = (
        HostContact(phase="build", host="telemetry.example.test", outcome="refused"),
        HostContact(phase="build", host="api.example.test", outcome="refused"),
    )
    found = report(build(INSTALLED, step(log=sample("host-refused/next16-enotfound.log")), hosts=hosts))
    assert found.verdict == "incomplete"
    (obstacle,) = found.obstacles
    assert not obstacle.transient
    assert obstacle.hosts == ("api.example.test",)
    assert "--allow-host api.example.test" in obstacle.do


def test_a_refused_host_does_not_excuse_another_cause() -> None:
    hosts = (HostContact(phase="build", host="telemetry.example.test", outcome="refused"),)
    found = report(build(INSTALLED, step(log=sample("type-error/next16-type-error.log")), hosts=hosts))
    assert (found.verdict, errors(found)) == ("fail", [("build-failed", "type-error")])
    assert "build-reaches-network" in {each.check for each in found.findings}


def test_an_error_of_the_project_stands_beside_an_obstacle() -> None:
    @check("error")
    def always(evidence: Evidence) -> Iterable[Hit]:
        """It is always wrong."""
        yield Hit(message="wrong")

    run = step("fetch", sample("registry-trouble/net-notfound-npm10.log"))
    evidence = Evidence(project=project(), plan=plan(), builds=(build(run),), causes=diagnose(run, project()))
    assert judge(evidence, tool=TOOL, checks=(always,)).verdict == "fail"
    assert judge(evidence, tool=TOOL, checks=()).verdict == "incomplete"


def test_a_check_that_raises_is_our_mistake() -> None:
    @check("error")
    def broken(evidence: Evidence) -> Iterable[Hit]:
        """It is broken."""
        raise RuntimeError(evidence.project.app)

    with pytest.raises(RuntimeError):
        judge(Evidence(project=project()), tool=TOOL, checks=(broken,))


def test_fingerprints_stay_when_lines_and_figures_change() -> None:
    first = fingerprint("x", Hit(message="3 files", at=At(path="a", line=3)))
    assert first == fingerprint("x", Hit(message="14 files", at=At(path="a", line=9)))
    assert first != fingerprint("y", Hit(message="3 files", at=At(path="a", line=3)))
    assert first != fingerprint("x", Hit(message="3 files", at=At(path="b", line=3)))
    assert fingerprint("x", Hit(message="p", anchor="k")) == fingerprint("x", Hit(message="q", anchor="k"))
    assert len(first) == 16


def test_the_local_engine_says_what_it_does_not_isolate() -> None:
    found = report(build(INSTALLED, step(outcome="ok"), engine="local"))
    assert any("local engine" in each for each in found.not_verified)


def test_every_check_is_found_and_named_like_its_file() -> None:
    found = {each.id: each for each in all_checks()}
    assert len(found) == len(all_checks())
    assert set(found) >= {
        "install-failed",
        "build-failed",
        "lockfile-out-of-sync",
        "build-reaches-network",
        "install-scripts-blocked",
        "out-of-memory",
        "node-version-unsatisfied",
    }
    assert all(isinstance(each, Check) for each in found.values())
    modules = {each.run.__module__.rpartition(".")[2].replace("_", "-"): each.id for each in all_checks()}
    assert all(module == name for module, name in modules.items())
