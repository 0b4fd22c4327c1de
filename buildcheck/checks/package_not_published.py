"""Reports names of packages that the registry does not know: from the install's log, else by asking."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit, Severity
from buildcheck.model.undeclared import severity_of
from buildcheck.model.value import At


@check("error")
def package_not_published(evidence: Evidence) -> Iterable[Hit]:
    """The registry knows no package of this name.

    Names that are imported and not declared, and names that package.json declares and no lockfile holds, are looked up
    in the registry that the project's and the user's settings name: at most twenty of them, without credentials. With
    `--offline`, or where the registry does not answer, nothing is said.

    ## Why it matters

    Generated code invents names that sound right. Such a name can't be installed today, and tomorrow anybody may
    publish something under it.

    ## How to fix

    Do not install it. Find out which package was meant, and correct the import or the requirement. A private package
    needs its registry named in a committed `.npmrc`.
    """
    cause = evidence.cause
    blamed = cause if cause is not None and cause.check == "package-not-published" else None
    if blamed is not None:
        yield blamed.hit(blamed.title)
    elif not evidence.passed("fetch"):
        yield from declared(evidence)
    yield from imported(evidence)


def declared(evidence: Evidence) -> Iterator[Hit]:
    """Give the requirements that can't be installed. A scoped one may be private: then the registry hides it."""
    project = evidence.project
    for manifest in {each.path: each for each in (project.manifest, project.root_manifest)}.values():
        for requirement in manifest.requirements:
            name = requirement.name
            if evidence.survey.published.get(name) is False:
                private = name.startswith("@") or requirement.section == "optionalDependencies"
                severity: Severity = "warning" if private else "error"
                at = requirement.at or At(path=manifest.path)
                yield hit(evidence, name, f"{manifest.path} declares {name}", at, severity)


def imported(evidence: Evidence) -> Iterator[Hit]:
    """Give the names that are used without being declared."""
    for each in evidence.survey.undeclared:
        severity = severity_of(each, evidence)
        if severity is not None and evidence.survey.published.get(each.package) is False:
            grave: Severity = "error" if each.use.needed in ("build", "types") and each.use.certain else severity
            yield hit(evidence, each.package, f"`{each.use.asked}` is asked for", each.use.at, grave)


def hit(evidence: Evidence, name: str, fact: str, at: At, severity: Severity) -> Hit:
    """Say that a name is unknown; it is never advised to install it."""
    near = nearest(evidence, name)
    meant = f" Perhaps {near} is meant, which is declared." if near else ""
    hidden = ", or hides it from who is not logged in" if name.startswith("@") else ""
    return Hit(
        message=f"{fact}, and the registry knows no package {name}{hidden}.{meant}",
        at=at,
        fix=f"Do not install {name}: correct the name, or take it out. If it is private, name its registry in a "
        "committed .npmrc.",
        anchor=name,
        severity=severity,
    )


def nearest(evidence: Evidence, name: str) -> str | None:
    """Give the declared package whose name is most like ``name``."""
    known = [each.name for each in evidence.project.manifest.requirements if each.name != name]
    return next(iter(difflib.get_close_matches(name, known, n=1, cutoff=0.75)), None)
