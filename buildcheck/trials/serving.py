"""The built app, started with the values of a run and without -> what the server does when a variable is not there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from re import Pattern

from buildcheck.model.build import Answer, Build, Served
from buildcheck.model.environment import Consequence, Variable, VariableRead
from buildcheck.model.log_lines import LogLines
from buildcheck.model.plan import Plan, Step
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At
from buildcheck.plan.serve import request_of, serve_plan
from buildcheck.trials.suspects import complaints_of

MOST_REQUESTS = 40
FAILED = 500
_LINES = 12


def serving(plan: Plan, project: Project, survey: Survey, synthetic: Synthetic) -> tuple[Step, ...]:
    """Give the steps that start the app with all values and without them; none where no request reads a variable."""
    variables = [
        survey.environment.variables[name] for name in synthetic.values if name in survey.environment.variables
    ]
    if survey.next is None or not any(_is_asked(read) for each in variables for read in each.reads):
        return ()
    urls = [each.url for each in survey.next.routes if each.kind != "special" and not each.intercepts]
    base = survey.next.option("basePath").value
    below = base.rstrip("/") if isinstance(base, str) else ""
    requests = [request_of(url, below) for url in dict.fromkeys(urls)][:MOST_REQUESTS]
    tries = (serve_plan(plan, project, survey.output, requests, without=each) for each in ((), synthetic.values))
    return tuple(step for step, _ in tries if step is not None)


def at_request(
    variable: Variable, made: Build, among: Collection[Variable] = (), *, tried: bool = True
) -> Consequence | None:
    """Say what requests do without ``variable``, as far as the started app showed it: ``None`` where no request read
    it, or the app did not start. ``among`` are all variables that were left out, ``tried`` says whether a build without
    them passed."""
    served, without = made.served, made.served_without
    if served is None or without is None or not without.started:
        return None
    reads = [each for each in made.reads or () if each.phase == "serve" and each.name == variable.name]
    if not reads:
        return None
    routes = tuple(dict.fromkeys(each.route for each in reads if each.route is not None))
    at = next((each.at for each in reads if each.at is not None), None) or _place(variable, routes)
    # What is read for no route of its own (middleware, shared code) may be read for any.
    anywhere = any(each.route is None for each in reads)
    broken = [each for each in _newly_failing(served, without) if anywhere or each.route in routes]
    shown = _shown(variable, made, without, among, broken) if broken else None
    if shown is not None:
        how, lines = shown
        return Consequence(
            variable=variable.name,
            effect="request-fails",
            message=("The build passes without it, and" if tried else "Without it") + f" {_answer(broken)}.",
            proof=f"The built app was started with made values and without: only without does it fail, and {how}.",
            routes=tuple(dict.fromkeys(each.route for each in broken)),
            at=at,
            evidence=lines,
        )
    return Consequence(
        variable=variable.name,
        effect="request-differs",
        message=f"The {'build passes without it; the ' if tried else ''}server reads it when it is asked.",
        proof="The started app read it when it was asked." if tried else None,
        routes=routes,
        at=at,
    )


def _place(variable: Variable, routes: Collection[str]) -> At | None:
    """Give the place in the source that most likely read it: one of those routes, and the project's own code."""
    found = [each for each in variable.reads if each.is_live and each.in_vain is None and each.inlined is not True]
    found.sort(key=lambda each: (set(each.routes).isdisjoint(routes), each.how == "package"))
    return found[0].at if found else None


def _shown(
    variable: Variable, made: Build, without: Served, among: Collection[Variable], broken: list[Answer]
) -> tuple[str, LogLines | None] | None:
    """Say what shows that requests fail for ``variable`` and for no other; ``None`` where nothing does."""
    named = _lines(without, (re.compile(rf"(?<!\w){re.escape(variable.name)}(?!\w)"),))
    if named is not None:
        return "its log names the variable", named
    if _alone(variable, made, broken):
        return "nothing else is read there", None
    asked = {each.name for each in made.reads or () if each.phase == "serve" and not each.set}
    of_service = [each for each in among if each.service == variable.service and each.name in asked]
    if variable.service is None or [each.name for each in of_service if not each.has_default] != [variable.name]:
        return None
    said = _lines(without, complaints_of(variable.service))
    return ("its log tells what that service lacks", said) if said is not None else None


def _is_asked(read: VariableRead) -> bool:
    """Whether a request may read it: code of the server whose value the bundler did not write in."""
    return bool({"server", "edge"} & set(read.where)) and read.inlined is not True


def _newly_failing(served: Served, without: Served) -> Iterator[Answer]:
    """Give the answers that are errors without the variables, and were none with them."""
    before = {each.url: each for each in served.answers}
    for each in without.answers:
        known = before.get(each.url)
        if known is not None and not _is_error(known) and _is_error(each):
            yield each


def _is_error(answer: Answer) -> bool:
    return answer.status is None or answer.status >= FAILED


def _answer(broken: list[Answer]) -> str:
    first, more = broken[0], len(broken) - 1
    how = f"with status {first.status}" if first.status is not None else "with nothing"
    others = f"{more} more route{'s' * (more > 1)} answer" if more else ""
    return f"{first.route} and {others} {how}" if more else f"{first.route} answers {how}"


def _alone(variable: Variable, made: Build, broken: list[Answer]) -> bool:
    """Whether one of the failing routes reads no other variable that the run was given, and no code does that runs for
    all of them (middleware)."""
    given = [each for each in made.reads or () if each.phase == "serve" and each.name in made.variables]
    if any(each.route is None and each.name != variable.name for each in given):
        return False
    names = {route: set[str]() for route in (each.route for each in broken)}
    for read in given:
        if read.route in names:
            names[read.route].add(read.name)
    return any(found == {variable.name} for found in names.values())


def _lines(served: Served, patterns: Iterable[Pattern[str]]) -> LogLines | None:
    """Give the lines of the server's log that begin where one of ``patterns`` is found."""
    lines = served.run.log.split("\n")
    first = next((number for number, line in enumerate(lines) if any(each.search(line) for each in patterns)), None)
    if first is None:
        return None
    return LogLines(step=served.run.name, first=first + 1, lines=tuple(_block(lines[first : first + _LINES])))


def _block(lines: list[str]) -> Iterator[str]:
    """Give the lines of the error that the first of ``lines`` begins: what follows is indented, but for a second line
    of the message and a brace at the end."""
    for number, line in enumerate(lines):
        own = number < 2 or line.startswith((" ", "\t", "}"))
        if not own or (number and not line.strip()):
            return
        yield line
