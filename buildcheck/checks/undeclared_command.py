"""Reports commands that scripts call and that no declared package provides: from a log, else from the files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from buildcheck.model.check import Cause, Evidence, check
from buildcheck.model.dependencies import MissingCommand
from buildcheck.model.log_lines import LogLines
from buildcheck.model.report import Hit, Severity

MANAGERS = ("pnpm", "yarn", "bun")
_ADD = {"npm": "npm install", "pnpm": "pnpm add", "yarn": "yarn add", "bun": "bun add"}
_STAGES = {"install": "The install", "build": "The build"}


@check("error")
def undeclared_command(evidence: Evidence) -> Iterable[Hit]:
    """A script calls a command that no dependency provides.

    The commands of the scripts that a clean machine runs (`build`, what it calls, `postinstall`, `prepare` …) are
    held against those that the declared packages provide, as the lockfile records them. Programs of the system are not
    judged.

    It is an error where the command can't be found, a warning where it comes along with another package or is
    downloaded by `npx` at every run, and a note for scripts that only people run.

    ## Why it matters

    A tool that is installed globally, or was left in node_modules, is found on one machine and on no other: the build
    ends with exit code 127.

    ## How to fix

    Add the package that provides the command to devDependencies and commit the lockfile.
    """
    cause = evidence.cause
    blamed = cause if cause is not None and cause.check == "undeclared-command" else None
    told = False
    for missing in evidence.survey.missing_commands:
        seen = blamed if blamed is not None and not told and names(blamed, missing.use.command) else None
        told = told or seen is not None
        severity = "error" if seen is not None else severity_of(missing)
        if severity is not None:
            yield hit(missing, severity, seen, evidence)
    if blamed is not None and not told and not evidence.survey.drops_dev:
        yield blamed.hit(blamed.title)


def names(cause: Cause, command: str) -> bool:
    """Whether a cause's title is about ``command``."""
    return f" {command} " in f"{cause.title} "


def severity_of(missing: MissingCommand) -> Severity | None:
    """Say how grave it is; ``None`` where it is not worth a word."""
    use = missing.use
    if use.needed in ("build", "install"):
        certain = missing.supply == "nowhere" and not use.downloads and use.command not in MANAGERS
        return "error" if certain else "warning"
    if missing.supply != "nowhere" or use.downloads or use.command in MANAGERS:
        return None
    return "warning" if use.needed == "start" else "info" if use.providers else None


def hit(missing: MissingCommand, severity: Severity, cause: Cause | None, evidence: Evidence) -> Hit:
    """Say which script calls what, and what is there of it."""
    use = missing.use
    stage: Literal["scripts", "build"] = "scripts" if use.needed == "install" else "build"
    return Hit(
        message=f"The script `{use.script}` calls `{use.command}`, and no declared package provides it. {how(missing)}",
        at=use.at,
        evidence=LogLines(step=cause.step, first=cause.first_line, lines=cause.lines)
        if cause and cause.lines
        else None,
        cause=cause.id if cause else None,
        fix=fix(missing, evidence),
        anchor=f"{use.command} {missing.manifest}",
        severity=severity,
        predicts=stage if severity == "error" else None,
    )


def how(missing: MissingCommand) -> str:
    """Say what a clean machine makes of it."""
    use = missing.use
    if use.command in MANAGERS:
        return "A clean machine has the package manager that installs the project, and need not have another one."
    if use.downloads:
        return "It is downloaded at every run, in whatever version is the newest then."
    if missing.supply == "hoisted":
        return f"It is found only because {missing.via[0]} has it, and goes when that changes."
    if missing.supply == "unknown":
        return "There is no lockfile that tells whether another package brings it."
    stops = f" {_STAGES[use.needed]} stops there." if use.needed in _STAGES else ""
    here = " This machine has it outside of the project." if missing.elsewhere == "global" else ""
    return f"No clean install brings it.{here}{stops}"


def fix(missing: MissingCommand, evidence: Evidence) -> str:
    """Say which package to add."""
    use = missing.use
    manager = evidence.plan.manager.name if evidence.plan is not None else "npm"
    if use.command in MANAGERS:
        return f"Call `{manager}` in the script, or name {use.command} in `packageManager` and install with it."
    where = f" in {use.folder}" if use.folder != "." else ""
    if not use.providers:
        return f"Add the package that provides `{use.command}` to devDependencies{where} and commit the lockfile."
    return f"Run `{_ADD[manager]} -D {use.providers[0]}`{where} and commit {missing.manifest} and the lockfile."
