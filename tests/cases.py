"""The case suite: one folder of ``fixtures`` for each, with what must be said about the project in it.

``fixtures/<case>/expected.json`` beside ``project/`` goes in; out come `Case` values, the project as a checkout of its
own, and the differences between what was expected and what a plan or a report says. Nothing lists the folders.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from buildcheck.model.build import Outcome
from buildcheck.model.environment import Effect, Encoding, Leak, Road
from buildcheck.model.plan import Plan
from buildcheck.model.report import Finding, Obstacle, Report, Severity, Stage, Verdict

FIXTURES = Path(__file__).parent.parent / "fixtures"
REGISTRY = "{registry}"
"""Stands in a lockfile for the address of the registry, which differs by machine."""


class ExpectedFinding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A finding, as far as it is stated. ``evidence``, ``message`` and ``fix`` are texts that it must contain."""

    check: str
    severity: Severity = "error"
    cause: str | None = None
    path: str | None = None
    line: int | None = None
    evidence: tuple[str, ...] = ()
    message: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()


class ExpectedObstacle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stood in the way of a verdict: texts that ``what`` and ``do`` must contain, and the hosts it names."""

    what: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class ExpectedLeak(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value in the browser's reach, as far as it is stated. ``url`` is the end of its address, ``via`` the file in
    which its road begins; ``public`` says that it is no mistake."""

    variable: str
    road: Road
    url: str = ""
    routes: tuple[str, ...] | None = None
    encoding: Encoding | None = None
    via: str | None = None
    public: bool = False


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be said about a project.

    ``command`` ``check`` needs no engine: the stage is ``plan`` then. ``untracked`` names files of ``project`` that
    are not committed, ``index`` holds git commands that are run before the commit (``["update-index", …]``), ``disk``
    files that are written after it, by path: what lies on somebody's disk and in no checkout.
    ``path`` is the folder to verify, relative to the project, ``options`` are command line options (``{project}``
    stands for the folder of the project). ``git``: whether the project is a git repository with one commit.
    ``published`` names the packages that a registry knows which `check` may ask; without it, it is offline.
    ``plan`` holds what the plan must say, and may say more; a text stands for the value of a choice.
    ``outcome`` is that of the last step that was run, ``steps`` those of all steps after the fetch phase, where their
    number is the point. ``findings`` are all errors and warnings, in any order: one that is not named here is a
    mistake. ``blocked`` names the packages whose install scripts were not run, ``hosts`` gives outcomes of contacts by
    host, ``artefacts`` names files that must have been built, ``shows`` texts of the terminal report.
    ``routes`` are the addresses that the build made, and that were read from the files before it. ``leaks`` are the
    variables whose synthetic values are in the browser's reach by mistake, each with its road, and some that may be
    there: another one, or another road, is a mistake. ``environment`` says what the absence of variables does, by name.
    """

    title: str
    why: str
    command: Literal["verify", "check"] = "verify"
    untracked: tuple[str, ...] = ()
    index: tuple[tuple[str, ...], ...] = ()
    disk: dict[str, str] = {}
    path: str = "."
    options: tuple[str, ...] = ()
    git: bool = True
    published: tuple[str, ...] | None = None
    plan: dict[str, Any] = {}
    verdict: Verdict
    stage: Stage = "build"
    exit_code: Literal[0, 1, 2, 3, 75]
    outcome: Outcome | None = None
    steps: tuple[str, ...] | None = None
    findings: tuple[ExpectedFinding, ...] = ()
    obstacles: tuple[ExpectedObstacle, ...] = ()
    blocked: tuple[str, ...] | None = None
    hosts: dict[str, str] = {}
    artefacts: tuple[str, ...] = ()
    routes: tuple[str, ...] | None = None
    leaks: tuple[ExpectedLeak, ...] | None = None
    environment: dict[str, Effect] = {}
    shows: tuple[str, ...] = ()


def case_names() -> tuple[str, ...]:
    """Give the names of all cases."""
    return tuple(sorted(file.parent.name for file in FIXTURES.glob("*/expected.json")))


def read_case(name: str) -> Case:
    """Read one case.

    Raises:
        msgspec.ValidationError: its ``expected.json`` is not exactly a case.
    """
    return msgspec.json.decode((FIXTURES / name / "expected.json").read_bytes(), type=Case)


def check_out(name: str, folder: Path) -> Path:
    """Put the project of a case into ``folder`` (made anew), as a git repository where the case says so."""
    shutil.copytree(FIXTURES / name / "project", folder, symlinks=True)
    for lockfile in folder.rglob("yarn.lock"):
        text = lockfile.read_text("utf-8")
        if REGISTRY in text:
            lockfile.write_text(text.replace(REGISTRY, registry()), "utf-8")
    case = read_case(name)
    if case.git:
        commit(folder, case)
    for path, text in case.disk.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def commit(folder: Path, case: Case) -> None:
    """Make ``folder`` a git repository with one commit, as ``case`` says."""
    unstage = (["rm", "-q", "--cached", "--", *case.untracked],) if case.untracked else ()
    message = ["commit", "-q", "--no-gpg-sign", "-m", "everything"]
    for arguments in (["init", "-q"], ["add", "-A"], *unstage, *case.index, message):
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.test", "-c", "core.autocrlf=false"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@cache
def registry() -> str:
    """Give the address of this machine's registry, without a final slash; where there is no npm, one that plans do."""
    if shutil.which("npm") is None:
        return "https://registry.example.test"
    asked = subprocess.run(["npm", "config", "get", "registry"], check=True, capture_output=True, text=True)
    return asked.stdout.strip().rstrip("/")


def differing_plan(case: Case, plan: Plan) -> list[str]:
    """Say in which way a plan is not what a case states."""
    return list(_differing(case.plan, json.loads(msgspec.json.encode(plan)), "plan"))


def _differing(expected: Any, actual: Any, where: str) -> list[str]:
    if isinstance(actual, dict) and isinstance(expected, str):
        actual = actual.get("value")
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [text for key in expected for text in _differing(expected[key], actual.get(key), f"{where}.{key}")]
    return [] if expected == actual else [f"{where} is {actual!r}, not {expected!r}"]


def differing_report(case: Case, report: Report) -> list[str]:
    """Say in which way a report is not what a case states."""
    found = [
        f"{name} is {getattr(report, name)!r}, not {getattr(case, name)!r}"
        for name in ("verdict", "stage")
        if getattr(report, name) != getattr(case, name)
    ]
    found += _differing_findings(case, report)
    found += _differing_obstacles(case, report)
    return found + _differing_build(case, report)


def _differing_findings(case: Case, report: Report) -> list[str]:
    left = list(report.findings)
    found = []
    for expected in case.findings:
        match = next((each for each in left if _is_finding(expected, each)), None)
        if match is None:
            found.append(f"no finding is {msgspec.to_builtins(expected)}")
        else:
            left.remove(match)
    return found + [f"not expected: {msgspec.to_builtins(each)}" for each in left if each.severity != "info"]


def _is_finding(expected: ExpectedFinding, actual: Finding) -> bool:
    lines = "\n".join(actual.evidence.lines) if actual.evidence else ""
    return (
        (actual.check, actual.severity, actual.cause) == (expected.check, expected.severity, expected.cause)
        and expected.path in (None, actual.path)
        and expected.line in (None, actual.line)
        and all(each in lines for each in expected.evidence)
        and all(each in actual.message for each in expected.message)
        and all(each in (actual.fix or "") for each in expected.fix)
    )


def _differing_obstacles(case: Case, report: Report) -> list[str]:
    if len(case.obstacles) != len(report.obstacles):
        return [f"obstacles are {msgspec.to_builtins(report.obstacles)}"]
    pairs = zip(case.obstacles, report.obstacles, strict=True)
    return [f"obstacle is {msgspec.to_builtins(b)}" for a, b in pairs if not _is_obstacle(a, b)]


def _is_obstacle(expected: ExpectedObstacle, actual: Obstacle) -> bool:
    return (
        all(each in actual.what for each in expected.what)
        and all(each in actual.do for each in expected.do)
        and set(expected.hosts) <= set(actual.hosts)
    )


def _differing_build(case: Case, report: Report) -> list[str]:
    found = []
    build = report.builds[0] if report.builds else None
    # A tree that an earlier run installed needs no fetch phase.
    steps = [(step.phase, step.outcome) for step in build.steps] if build else []
    outcomes = tuple(outcome for phase, outcome in steps if phase != "fetch" or outcome != "ok")
    if case.steps is not None and outcomes != case.steps:
        found.append(f"outcomes after the fetch phase are {outcomes}, not {case.steps}")
    last = steps[-1][1] if steps else None
    if case.outcome not in (None, last):
        found.append(f"the last step's outcome is {last}, not {case.outcome}")
    blocked = build.scripts.blocked if build and build.scripts else None
    if case.blocked is not None and blocked != case.blocked:
        found.append(f"blocked are {blocked}, not {case.blocked}")
    contacts = {(each.host, each.outcome) for each in (build.hosts if build else ())}
    found += [f"{host} was not {outcome}: {contacts}" for host, outcome in case.hosts.items() - contacts]
    found += _differing_routes(case, report)
    if case.leaks is not None:
        found += differing_leaks(case.leaks, build.leaks if build else None)
    effects = {each.name: each.consequence.effect if each.consequence else None for each in report.environment}
    found += [
        f"without {name}: {effects.get(name)}, not {effect}"
        for name, effect in case.environment.items()
        if effects.get(name) != effect
    ]
    artefacts = {each.path for each in (build.artefacts if build else None) or ()}
    return found + [f"{path} was not built" for path in case.artefacts if path not in artefacts]


def differing_leaks(expected: tuple[ExpectedLeak, ...], actual: tuple[Leak, ...] | None) -> list[str]:
    """Say in which way the leaks of a build are not what a case states."""
    if actual is None:
        return ["nobody searched for leaks"]
    found = [f"no leak is {each}" for each in expected if not any(_is_leak(each, leak) for leak in actual)]
    stated = {(each.variable, each.road) for each in expected}
    others = {(each.variable, each.road): each for each in actual if each.verdict != "public" and not each.decoy}
    return found + [f"leak not expected: {leak}" for key, leak in others.items() if key not in stated]


def _is_leak(expected: ExpectedLeak, leak: Leak) -> bool:
    return (
        (expected.variable, expected.road, expected.public) == (leak.variable, leak.road, leak.verdict == "public")
        and (leak.url or "").endswith(expected.url)
        and expected.routes in (None, leak.routes)
        and expected.encoding in (None, leak.encoding)
        and (expected.via is None or (leak.via is not None and leak.via.path == expected.via))
    )


def _differing_routes(case: Case, report: Report) -> list[str]:
    app = report.builds[0].app if report.builds else None
    built = sorted({each.url for each in app.routes} if app else ())
    read = sorted({each.url for each in report.routes or () if each.kind != "special"})
    pairs = (("built", built), ("read", read))
    return [f"{what} are {urls}" for what, urls in pairs if case.routes is not None and urls != [*case.routes]]
