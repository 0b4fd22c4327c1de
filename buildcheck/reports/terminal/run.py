"""How the answer was found: what was planned and run, who was contacted, what was noticed or not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.text import Text

from buildcheck.model.build import Build, HostContact, StepRun
from buildcheck.model.plan import Plan
from buildcheck.model.report import Report
from buildcheck.reports.view import columns, indented, line, plural, seconds, size, some

_MOST_ROWS = 6


def plan(report: Report) -> list[RenderableType]:
    """Give the choices that shaped the run, and the engine."""
    if report.plan is None:
        return []
    return [columns(_plan_rows(report.plan, report.builds))]


def steps(report: Report) -> list[RenderableType]:
    """Give the steps with their times, those that were not reached too, and what the build left."""
    rows: list[tuple[Text, ...]] = []
    for build in report.builds:
        rows += _step_rows(build)
        rows += _missing_rows(report.plan, build)
    blocks: list[RenderableType] = [columns(rows)] if rows else []
    results = (" · ".join(_results(report.plan, build)) for build in report.builds)
    return blocks + [indented(line((each, "dim"))) for each in results if each]


def contacts(report: Report) -> list[RenderableType]:
    """Give the hosts, those that were refused first, and the install scripts that did not run."""
    rows: list[tuple[Text, ...]] = []
    for build in report.builds:
        rows += _host_rows(build.hosts)
        if build.scripts is not None and build.scripts.blocked:
            named = some(build.scripts.blocked)
            rows.append((line(("blocked", "yellow")), line(f"install scripts of {named}")))
    return [columns(rows)] if rows else []


def remarks(report: Report) -> list[RenderableType]:
    """Give what was noticed on the way and is no finding."""
    words = [*report.project.remarks]
    words += [f"{each.value}: {each.reason}" for each in report.plan.remarks] if report.plan else []
    words += [each for build in report.builds for each in build.artefact_remarks]
    return _listed("noticed", words)


def unverified(report: Report) -> list[RenderableType]:
    """Give what this run says nothing about: checks that could not look, and what lies outside of it."""
    waiting = [each for each in report.skipped if each.needs is not None and not report.builds]
    words = [f"What {plural(len(waiting), 'check')} would look at in a build."] if waiting else []
    words += [f"{each.check}: {each.reason}" for each in report.skipped if each not in waiting]
    return _listed("not verified", [*report.not_verified, *words])


def _plan_rows(plan: Plan, builds: Sequence[Build]) -> list[tuple[Text, ...]]:
    """Give what was chosen in a line; `buildcheck plan` and the JSON report give the reasons."""
    chosen = (
        f"Node {plan.node.value}",
        f"{plan.manager.name} {plan.manager.version}",
        plan.install.value,
        plan.build.value,
        f"{plan.variant.value} image",
    )
    rows: list[tuple[Text, ...]] = [(line(("plan", "dim")), line(" · ".join(chosen)))]
    return rows + [(line(("engine", "dim")), line(_engine(build))) for build in builds]


def _engine(build: Build) -> str:
    isolation = build.isolation
    if isolation.engine == "docker":
        return f"{isolation.version}, a container per step"
    return f"{isolation.engine}: {isolation.statement}"


def _step_rows(build: Build) -> Iterable[tuple[Text, ...]]:
    """Give a row for each step; of a phase with many, one for all that passed and one for each that did not."""
    if build.tree == "reused":
        reused = "the tree that an earlier run installed from the same files"
        yield line(("· ", "dim"), "fetch"), line((reused, "dim")), line(("reused", "dim")), Text()
    for _, group in groupby(build.steps, key=lambda each: each.phase):
        steps = list(group)
        passed = [each for each in steps if each.outcome == "ok"]
        if len(steps) > _MOST_ROWS and passed:
            yield _passed_row(passed)
            steps = [each for each in steps if each.outcome != "ok"]
        yield from (_step_row(each, ended=each is build.failed) for each in steps)


def _passed_row(steps: Sequence[StepRun]) -> tuple[Text, ...]:
    spent = sum(each.seconds for each in steps)
    return line(("✔ ", "green"), steps[0].phase), line(plural(len(steps), "step")), line(seconds(spent)), Text()


def _step_row(step: StepRun, *, ended: bool) -> tuple[Text, ...]:
    """Give the row of a step. One that failed and did not end the build is one that may fail."""
    passed = step.outcome == "ok"
    mark = ("✔ ", "green") if passed else ("✘ ", "bold red") if ended else ("! ", "yellow")
    note = [step.detail] if step.detail else []
    note += [f"exit {step.exit_code}"] if not passed and step.exit_code is not None else []
    note += [f"attempt {step.attempt}"] if step.attempt > 1 else []
    return (
        line(mark, step.phase),
        line(step.name),
        line(seconds(step.seconds)),
        line(("" if passed else f"{step.outcome}  ", mark[1]), ", ".join(note)),
    )


def _missing_rows(plan: Plan | None, build: Build) -> list[tuple[Text, ...]]:
    """Give the planned steps that come after the one that ended the build."""
    if plan is None or build.failed is None:
        return []
    names = [(each.phase, each.name) for each in plan.steps]
    ended = (build.failed.phase, build.failed.name)
    rest = plan.steps[names.index(ended) + 1 :] if ended in names else ()
    return [
        (line((f"· {each.phase}", "dim")), line((each.name, "dim")), line(("not run", "dim")), Text())
        for each in rest[:_MOST_ROWS]
    ]


def _is_written(folder: str, build: Build) -> bool:
    return any(each.path.startswith(f"{folder}/") for each in build.artefacts or ())


def _results(plan: Plan | None, build: Build) -> Iterable[str]:
    if build.artefacts is not None:
        total = size(sum(each.size for each in build.artefacts))
        written = [each for each in plan.outputs if _is_written(each, build)] if plan else []
        where = f" in {', '.join(written)}" if written else ""
        yield f"{plural(len(build.artefacts), 'artefact')}, {total}{where}"
    if build.peak_memory is not None:
        limit = f" of {size(plan.limits.memory)}" if plan else ""
        yield f"memory peak {size(build.peak_memory)}{limit}"


def _host_rows(hosts: Sequence[HostContact]) -> list[tuple[Text, ...]]:
    rows: list[tuple[Text, ...]] = [
        (
            line((contact.outcome, "bold yellow")),
            line(_contact(contact), (f" — {contact.reason}" if contact.reason else "", "dim")),
        )
        for outcome in ("refused", "unreachable")
        for contact in hosts
        if contact.outcome == outcome and not _is_of_started_app(contact)
    ]
    rows += [_wanted(each) for each in hosts if _is_of_started_app(each)]
    left_out = len(rows) - _MOST_ROWS
    if left_out > 0:
        rows = [*rows[:_MOST_ROWS], (Text(), line((f"and {left_out} more, see --format json", "dim")))]
    counts: dict[str, int] = {}
    for each in hosts:
        if each.outcome == "reached":
            counts[each.host] = counts.get(each.host, 0) + each.count
    if counts:
        named = some([f"{host} ({count})" if count > 1 else host for host, count in counts.items()])
        rows.append((line(("reached", "dim")), line(named)))
    return rows


def _is_of_started_app(contact: HostContact) -> bool:
    return contact.phase == "serve" and contact.outcome == "refused"


def _wanted(contact: HostContact) -> tuple[Text, ...]:
    """Give the row of a host that the started app asked for and was kept from."""
    why = " — no fault of the project: buildcheck keeps what it starts from such hosts"
    return line(("wanted", "dim")), line(f"{_name(contact)} by the started app", (why, "dim"))


def _contact(contact: HostContact) -> str:
    by = f" by {contact.by}" if contact.by else ""
    return f"{_name(contact)} in {contact.phase}{by}"


def _name(contact: HostContact) -> str:
    port = f":{contact.port}" if contact.port is not None else ""
    times = f" ({contact.count} times)" if contact.count > 1 else ""
    return f"{contact.host}{port}{times}"


def _listed(title: str, words: Sequence[str]) -> list[RenderableType]:
    if not words:
        return []
    rows = [(line(("·", "dim")), line(each)) for each in words[:_MOST_ROWS]]
    if len(words) > _MOST_ROWS:
        rows.append((Text(), line((f"and {len(words) - _MOST_ROWS} more, see --format json", "dim"))))
    return [indented(line((title, "bold"))), columns(rows)]
