"""Why a step failed: in goes its run and what is known of the project, out come the causes, the most likely first.

A log names its causes among look-alikes: warnings that no build fails for, symptoms printed below the exception, one
line with five possible reasons. The diagnoses (data, one file per cause) hold the patterns; the facts (`facts`) tell
apart what a log can't; where nothing matches, the first block that tells an error is shown (`first_error`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, takewhile

from buildcheck.diagnose.catalogue import Diagnosis, catalogue
from buildcheck.diagnose.facts import FACTS, Groups, Scene
from buildcheck.diagnose.first_error import block, first_error, last_lines
from buildcheck.diagnose.text import Log
from buildcheck.model.build import HostContact, StepRun
from buildcheck.model.check import Cause
from buildcheck.model.project import Project

LEVELS = ("cause", "class", "symptom")
# How many places a pattern may be tried at, when facts decide which of them counts.
MOST_PLACES = 40
LONGEST_GROUP = 160
# Lines of one error stand at most this far apart.
SAME_ERROR_LINES = 6
UNKNOWN_LINES = 14
LAST_LINES = 10
NEXT_MANUAL = "https://nextjs.org/"
# A place in a file as stacks and bundlers print it, looked for in the lines of a cause and a few after them.
PLACE = re.compile(r"(?P<file>[\w@./[\]()-]{1,200}\.[a-z]{2,4})[:(](?P<line>\d+)[:,](?P<column>\d+)")
PLACE_LINES = 16

# The check that reports a step which was ended from outside, by its outcome.
CHECKS = {
    "out-of-memory": "out-of-memory",
    "timed-out": "timed-out",
    "disk-full": "disk-full",
    "output-limit": "disk-full",
}


@dataclass(frozen=True)
class Match:
    """A diagnosis that matched, with the numbers of the first and the last line (from 0) and what the patterns
    extracted."""

    diagnosis: Diagnosis
    line: int
    last: int
    groups: Groups


def diagnose(
    run: StepRun, project: Project, hosts: tuple[HostContact, ...] = (), blocked: tuple[str, ...] = ()
) -> tuple[Cause, ...]:
    """Name the causes of a failed step, the most likely first; nothing for a step that passed.

    ``hosts`` are those that the build contacted, ``blocked`` the packages (``name@version``) whose install scripts
    were not run. Text taken from the log is cut and holds no control characters.
    """
    if run.outcome == "ok":
        return ()
    log = Log(run.log)
    scene = Scene(project=project, phase=run.phase, hosts=hosts, blocked=blocked)
    found = [match for each in catalogue() if (match := look(each, run, log, scene)) is not None]
    causes = tuple(cause(each, run, log, scene) for each in ranked(found))
    return causes or (unrecognised(run, log, scene),)


def is_transient(run: StepRun, project: Project, hosts: tuple[HostContact, ...] = ()) -> bool:
    """Tell whether a failed step failed for the network or a registry, so that it is worth another try."""
    causes = diagnose(run, project, hosts)
    return bool(causes) and causes[0].kind == "infrastructure"


def look(diagnosis: Diagnosis, run: StepRun, log: Log, scene: Scene) -> Match | None:
    """Look for one diagnosis; ``None`` when it does not match."""
    if run.phase not in diagnosis.phases or run.outcome not in diagnosis.outcomes:
        return None
    text = log.everything if diagnosis.warnings else log.errors
    patterns = diagnosis.patterns
    if any(next(each.finditer(text), None) for each in patterns["none"]):
        return None
    required = [found for each in patterns["all"] if (found := next(each.finditer(text), None))]
    if len(required) < len(patterns["all"]):
        return None
    places = [place for each in patterns["any"] for place in islice(each.finditer(text), MOST_PLACES)]
    places.sort(key=lambda place: place.start())
    if diagnosis.any and not places:
        return None
    extra = [found for each in patterns["extract"] if (found := next(each.finditer(text), None))]
    shared = groups_of([*reversed(extra), *reversed(required)])
    for place in places or required[:1]:
        groups = {**shared, **groups_of([place])}
        if all(FACTS[fact](groups, scene) for fact in diagnosis.when):
            first, last = (text.count("\n", 0, each) for each in place.span())
            return Match(diagnosis, first, last, groups)
    return None


def groups_of(matches: list[re.Match[str]]) -> Groups:
    """Give the named groups of some matches, later ones first, as short printable text."""
    found: Groups = {}
    for match in matches:
        for name, value in match.groupdict().items():
            if value is not None and value.strip():
                found[name] = printable(value)
    return found


def printable(text: str) -> str:
    """Make text from a log safe to print: no control characters, one line, bounded."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_GROUP + 1]).strip()
    return plain if len(plain) <= LONGEST_GROUP else plain[:LONGEST_GROUP] + "…"


def ranked(found: list[Match]) -> list[Match]:
    """Order by level, then by place in the log (the first error is the cause of the next).

    A cause in the project goes before one that says nothing about it: a build that lacks a file fails with any network.
    A diagnosis that names better ones in ``after`` follows them, where they match the same error or an earlier one.
    """
    order = sorted(found, key=lambda each: (LEVELS.index(each.diagnosis.level), is_elsewhere(each), each.line))
    behind = [each for each in order if any(is_better(other, each) for other in order)]
    return [each for each in order if each not in behind] + behind


def is_elsewhere(match: Match) -> bool:
    """Tell whether the cause lies in the network or with us."""
    return match.diagnosis.kind in ("infrastructure", "ours")


def is_better(other: Match, match: Match) -> bool:
    """Tell whether ``other`` explains the error of ``match`` better."""
    return other.diagnosis.id in match.diagnosis.after and other.line <= match.line + SAME_ERROR_LINES


def cause(match: Match, run: StepRun, log: Log, scene: Scene) -> Cause:
    """Fill a diagnosis in with what was extracted."""
    diagnosis = match.diagnosis
    # Where the source lies in the sandbox means nothing to the reader.
    groups = {name: value.removeprefix("/work/") for name, value in {**diagnosis.defaults, **match.groups}.items()}
    first, lines = block(log.lines, match.line, diagnosis.before, diagnosis.lines, last=match.last)
    return Cause(
        id=diagnosis.id,
        title=diagnosis.title.format_map(groups),
        explanation=diagnosis.explanation.format_map(groups).strip(),
        fix=diagnosis.fix.format_map(groups).strip(),
        kind=diagnosis.kind,
        step=run.name,
        first_line=log.number(first),
        lines=lines,
        docs=manual(diagnosis, groups, scene),
        at=place_of(match.groups, log.lines[first : first + PLACE_LINES], scene),
        check=diagnosis.check,
    )


def manual(diagnosis: Diagnosis, groups: Groups, scene: Scene) -> str | None:
    """Give the page of a manual; that of Next.js only to a project that is built with it."""
    page, framework = diagnosis.docs, scene.project.framework
    if page is None or (framework is not None and framework.name != "next" and page.startswith(NEXT_MANUAL)):
        return None
    return page.format_map(groups)


def place_of(groups: Groups, lines: list[str], scene: Scene) -> str | None:
    """Give the place in the project's own files as ``path:line:column``, as far as it is known: what the patterns
    extracted, or the first place or file named in the lines. Only a file of the source counts."""
    path = scene.path_of(groups.get("file", ""))
    if path is not None:
        return ":".join([path, *takewhile(bool, (groups.get("line", ""), groups.get("column", "")))])
    for match in (match for line in lines for match in PLACE.finditer(line)):
        path = scene.path_of(match["file"])
        if path is not None:
            return f"{path}:{match['line']}:{match['column']}"
    return next((path for line in lines if (path := scene.path_of(line.strip())) is not None), None)


def unrecognised(run: StepRun, log: Log, scene: Scene) -> Cause:
    """Show what can be shown of a step that no diagnosis knows."""
    lines = log.errors.split("\n")
    at = first_error(lines) if run.outcome == "failed" else None
    start, shown = block(log.lines, at, 0, UNKNOWN_LINES) if at is not None else last_lines(log.lines, LAST_LINES)
    how = run.detail or (f"it ended with exit code {run.exit_code}" if run.exit_code is not None else run.outcome)
    return Cause(
        id="unrecognised" if run.outcome == "failed" else run.outcome,
        title=printable(shown[0]) if at is not None and shown else how,
        explanation="",
        fix="",
        kind="unknown",
        step=run.name,
        first_line=log.number(start),
        lines=shown,
        at=place_of({}, list(shown), scene) if at is not None else None,
        check=CHECKS.get(run.outcome),
    )
