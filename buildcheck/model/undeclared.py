"""An `Undeclared` package -> the hit that reports it: how grave it is, in which words, and what to do.

Three checks report such packages, each those of its kind; what they say is the same but for how the package is asked
for. Where a build's log shows that the package was missing, its lines are the evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.model.check import Cause, Evidence
from buildcheck.model.dependencies import Layout, Undeclared
from buildcheck.model.log_lines import LogLines
from buildcheck.model.plan import Plan
from buildcheck.model.report import Hit, Severity

CAUSES = frozenset({"undeclared-dependency", "undeclared-config-package"})
"""The ``check`` of those diagnoses that tell of a package which nothing declares."""

_ADD = {"npm": "npm install", "pnpm": "pnpm add", "yarn": "yarn add", "bun": "bun add"}


def hits(evidence: Evidence, check: str) -> Iterator[Hit]:
    """Give the hits that the check called ``check`` reports."""
    survey, cause = evidence.survey, evidence.cause
    blamed = cause if cause is not None and cause.check in CAUSES else None
    named = next((each for each in survey.undeclared if blamed is not None and names(blamed, each.package)), None)
    for each in survey.undeclared:
        if each.check == check and survey.published.get(each.package) is not False:
            seen = blamed if each is named else None
            severity = "error" if seen is not None else severity_of(each, evidence)
            if severity is not None:
                yield _hit(each, severity, seen, evidence)
    if blamed is not None and named is None and check == blamed.check and not survey.drops_dev:
        yield blamed.hit(blamed.title)


def names(cause: Cause, package: str) -> bool:
    """Whether a cause's title is about ``package``."""
    return re.search(rf"(?<![\\w@/.-]){re.escape(package)}(?![\\w/-])", cause.title) is not None


def severity_of(found: Undeclared, evidence: Evidence) -> Severity | None:
    """Say how grave it is; ``None`` where it is not worth a word.

    An error is what a clean build asks for and can't have. What only luck brings is a warning, and so is what can't be
    decided for want of a lockfile; what a neighbour in the workspace leaves to the app to declare is a note. Tests,
    linters and code that no entry leads to keep no build from working.
    """
    use, broken = found.use, found.supply == "nowhere"
    if use.needed in ("build", "types", "install"):
        if broken:
            return "error" if use.certain else "warning"
        unsure = found.supply == "unknown" and use.needed == "types"
        return "info" if unsure or found.folder != evidence.project.app else "warning"
    if use.needed == "unknown":
        return "warning" if broken else "info"
    return "info" if broken else None


def _hit(found: Undeclared, severity: Severity, cause: Cause | None, evidence: Evidence) -> Hit:
    use = found.use
    others = len({each.at.path for each in found.uses}) - 1
    more = f" (and {others} more)" if others else ""
    message = f"{_fact(found)}{more}, and {found.manifest} does not declare it. {how(found, evidence.survey.layout)}"
    return Hit(
        message=f"{message}{_consequence(found)}",
        at=use.at,
        evidence=LogLines(step=cause.step, first=cause.first_line, lines=cause.lines)
        if cause and cause.lines
        else None,
        cause=cause.id if cause else None,
        fix=fix(found, evidence.plan),
        anchor=f"{found.package} {found.manifest}",
        severity=severity,
        predicts=None if severity != "error" else "scripts" if use.needed == "install" else "build",
    )


def _fact(found: Undeclared) -> str:
    use = found.use
    if use.by == "import":
        if found.member is not None:
            return f"`{use.asked}` is imported, a package of this workspace"
        return f"`{use.asked}` is imported" + (f" from {found.package}" if use.asked != found.package else "")
    if use.by == "types":
        return f"`types` asks for `{use.asked}`, which is {found.package}"
    because = f"{use.at.path} asks for `{use.asked}`" if use.asked else f"because of {use.at}"
    return f"{use.reader} needs {found.package} ({because})"


def how(found: Undeclared, layout: Layout | None) -> str:
    """Say how a clean install, and this machine, provide the package."""
    manager = layout.manager if layout is not None else "the package manager"
    via, brings = " and ".join(found.via), "bring" if len(found.via) > 1 else "brings"
    words = {
        "hoisted": f"It is found only because {via or 'another package'} {brings} it, and goes when that changes.",
        "root": f"It is found only because {via} declares it, in a folder above.",
        "workspace": f"It is found only because {manager} links all packages of the workspace for all of them.",
        "unknown": "There is no lockfile that tells whether another package brings it.",
        "nowhere": "No clean install brings it.",
    }
    text = words[found.supply]
    if found.supply == "nowhere" and found.member is not None:
        text = f"{manager} links only what is declared."
    elif found.supply == "nowhere" and via:
        text = f"{via} {brings} it, but not to where this code looks for it."
        if layout is not None and layout.kind != "flat":
            text = f"{via} {brings} it, but {manager} gives a package only what it declares itself."
    version = f" ({found.found})" if found.found else ""
    here = {
        "left-over": f" On this machine it lies in node_modules{version}, from an install that was not saved.",
        "above": f" On this machine it is found in a folder above the source{version}.",
    }
    return text + (here.get(found.elsewhere or "", "") if found.supply in ("nowhere", "unknown") else "")


def _consequence(found: Undeclared) -> str:
    if found.supply != "nowhere":
        return ""
    return {
        "build": " The build stops there.",
        "install": " The install stops there.",
        "types": " The build checks the types of this file, and stops there.",
        "test": " Only tests need it.",
        "lint": " Only the linter or formatter needs it.",
        "dev": " Nothing that the build reads leads to this file.",
    }.get(found.use.needed, "")


def fix(found: Undeclared, plan: Plan | None) -> str:
    """Say how to declare it, in the version that works here."""
    use = found.use
    if found.member is not None:
        spec = "*" if plan is None or plan.manager.name == "npm" else "workspace:*"
        return f'Add "{found.package}": "{spec}" to the dependencies of {found.manifest}, and commit the lockfile.'
    manager = plan.manager.name if plan is not None else "npm"
    dev = " -D" if use.by != "import" or use.needed in ("test", "lint") else ""
    version = found.found or found.locked
    name = f"{found.package}@{version}" if version else found.package
    where = f" in {found.folder}" if found.folder != "." else ""
    return f"Run `{_ADD[manager]}{dev} {name}`{where} and commit {found.manifest} and the lockfile."
