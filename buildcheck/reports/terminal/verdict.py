"""The first lines of the report and its last: the verdict, and how far the run got."""

from __future__ import annotations

from pathlib import PurePath

from rich.console import RenderableType

from buildcheck.model.build import Outcome, StepRun
from buildcheck.model.plan import Phase
from buildcheck.model.report import Report, Severity, Stage, Verdict
from buildcheck.reports.view import View, indented, line, plural, seconds

MARKS: dict[Verdict, tuple[str, str]] = {
    "pass": ("✔ pass", "bold green"),
    "fail": ("✘ fail", "bold red"),
    "incomplete": ("! incomplete", "bold yellow"),
}

_PHASES: dict[Phase, str] = {"fetch": "the install", "scripts": "an install script", "build": "the build"}

_OUTCOMES: dict[Outcome, str] = {
    "ok": "passed",
    "failed": "failed",
    "out-of-memory": "ran out of memory",
    "timed-out": "ran out of time",
    "disk-full": "filled its disk",
    "output-limit": "wrote more output than is allowed",
}

_REACHED: dict[Stage, str] = {
    "source": "its files were read; nothing was installed or built",
    "plan": "its files were read; nothing was installed or built",
    "fetch": "got as far as fetching the dependencies; nothing was built",
    "scripts": "got as far as the install scripts; nothing was built",
    "build": "installed and built{after}{started}",
}

_EXITS = {3: ": no verdict", 75: ": try again later"}


def headline(report: Report) -> list[RenderableType]:
    """Give the verdict in one line, and one that says which project, in which state."""
    project = report.project
    name = project.name or PurePath(project.path).name
    facts = [project.source if project.commit is None else f"{project.source} at {project.commit[:10]}"]
    facts += [plural(project.files, "file")]
    facts += [each for each in (project.framework,) if each]
    facts += [f"app in {project.app}"] if project.app != "." else []
    blocks: list[RenderableType] = [
        line(MARKS[report.verdict], "  ", (f"{name} {_summary(report)}", "bold")),
        indented(line((" · ".join(facts), "dim"))),
    ]
    if report.cached is not None:
        blocks.append(indented(line(("kept answer: ", "yellow"), f"{report.cached} (--no-cache looks again)")))
    return blocks


def last_line(report: Report, view: View) -> list[RenderableType]:
    """Give the line that says how far the run got, and what the exit code means."""
    return [
        line(
            ("verdict: ", "dim"),
            (report.verdict, MARKS[report.verdict][1]),
            (f" — {_how_far(report)}{_exit(report, view.exit_code)}", "dim"),
        )
    ]


def failed_step(report: Report) -> StepRun | None:
    """Give the step that ended a build, ``None`` where none did."""
    return next((build.failed for build in report.builds if build.failed), None)


def _summary(report: Report) -> str:
    step = failed_step(report)
    if report.verdict == "incomplete":
        return f"could not be judged: {_obstructed(report)}"
    if step is not None and report.obstacles and all(each.cause is None for each in report.findings):
        return f"has {_counted(report)} in its files, and could not be built: {_obstructed(report)}"
    if report.verdict == "fail" and step is not None:
        return f"does not build: {_PHASES[step.phase]} {_OUTCOMES[step.outcome]} after {seconds(step.seconds)}"
    if _lacks_variables(report):
        return "does not build without variables that nothing in it names"
    counted = _counted(report)
    if report.stage in ("source", "plan"):
        return f"has {counted} in its files" if counted else "has nothing wrong in its files"
    if report.stage != "build":
        return f"was not built: {counted or 'no findings so far'}"
    return "builds from what it declares" + (f", with {counted}" if counted else "")


def _lacks_variables(report: Report) -> bool:
    return any(each.check == "env-missing-build" and each.severity == "error" for each in report.findings)


def _obstructed(report: Report) -> str:
    if any(each.transient for each in report.obstacles):
        return "the network was in the way"
    hosts = [host for each in report.obstacles for host in each.hosts]
    if hosts and all(each.startswith("$") for each in hosts):
        # The server of a variable's made value: `trials` calls it by the variable.
        names = " and ".join(sorted({each[1:] for each in hosts}))
        return f"its build needs the server of {names}"
    if hosts:
        return "it asked for hosts that this run does not allow"
    return "the run could not be completed"


def _counted(report: Report) -> str:
    severities: tuple[Severity, ...] = ("error", "warning")
    live = [each.severity for each in report.findings if each.suppressed is None]
    return " and ".join(plural(live.count(each), each) for each in severities if each in live)


def _how_far(report: Report) -> str:
    step = failed_step(report)
    if step is None:
        spent = sum(build.seconds for build in report.builds)
        if _lacks_variables(report):
            return f"built in {seconds(spent)} with made values, and not without them"
        served = any(build.served is not None and build.served.started for build in report.builds)
        started = ", then started" if served else "; nothing was started"
        return _REACHED[report.stage].format(after=f" in {seconds(spent)}" if spent else "", started=started)
    return f"stopped in {step.phase} after {seconds(step.seconds)}; nothing was started"


def _exit(report: Report, code: int | None) -> str:
    if code is None:
        return ""
    if code == 0 and report.verdict == "fail":
        return " (exit 0, as --fail-on asks)"
    if code == 1 and report.verdict == "pass":
        return " (exit 1, as --fail-on asks)"
    return f" (exit {code}{_EXITS.get(code, '')})"
