"""Reports dependencies that come from outside of the checkout: folders elsewhere, git repositories, URLs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Project, Requirement
from buildcheck.model.report import Hit

LOCAL = re.compile(r"(?:file:|link:|portal:)(?P<path>(?!//).*)|(?P<plain>\.{1,2}/.*|~/.*|/.*)", re.DOTALL)
SSH = re.compile(r"(?:git\+)?ssh://|[\w.-]+@[\w.-]+:")
GIT = re.compile(
    r"git(?:\+https?|\+file)?://|(?:github|gitlab|bitbucket|gist):|https?://.*\.git(?:#|$)|[\w.-]+/[\w.-]+(?:#.*)?$"
)
URL = re.compile(r"https?://")


@check("error")
def dependency_outside_checkout(evidence: Evidence) -> Iterable[Hit]:
    """A dependency comes from outside of the checkout.

    A folder that lies elsewhere or that git does not hold; a git repository, for which a key may be wanted.

    ## Why it matters

    A clone holds what git holds. `file:../shared` finds nothing there, and a build machine has neither somebody's SSH
    key nor the list of hosts that it trusts ("Host key verification failed").

    ## How to fix

    Make the folder a workspace member or publish it. For a public repository use its `https` address; for a private
    one a registry, or a token that the build machine has.
    """
    cause, project = evidence.cause, evidence.project
    if cause is not None and cause.check == "dependency-outside-checkout":
        yield cause.hit(cause.title)
        return
    manifests = {each.path: each for each in (project.manifest, project.root_manifest, *project.member_manifests)}
    for path, manifest in manifests.items():
        for each in manifest.requirements:
            if each.section == "peerDependencies":
                continue
            hit = local_hit(project, posixpath.dirname(path), each) or remote_hit(each)
            if hit is not None:
                yield hit


def local_hit(project: Project, folder: str, requirement: Requirement) -> Hit | None:
    """Say that a folder or file is not part of the checkout."""
    match = LOCAL.fullmatch(requirement.spec.strip())
    if match is None:
        return None
    named = match["path"] or match["plain"] or ""
    target = posixpath.normpath(posixpath.join(folder, named))
    if named.startswith(("~", "/")) or target == ".." or target.startswith("../"):
        where = "is outside of the repository"
    elif not holds(project, target):
        where = "is not in git"
    else:
        return None
    return Hit(
        message=f"{requirement.name} is `{requirement.spec}`, which {where}: no clone has it",
        at=requirement.at,
        fix="Make the folder a member of the workspace and commit it, or publish the package.",
        predicts="build",
        anchor=requirement.name,
    )


def holds(project: Project, target: str) -> bool:
    """Whether the source has the file, or something in the folder."""
    return target == "." or any(
        each.path == target or each.path.startswith(f"{target}/") for each in project.source.entries
    )


def remote_hit(requirement: Requirement) -> Hit | None:
    """Say that a requirement is fetched from elsewhere than a registry."""
    spec = requirement.spec.strip()
    if SSH.match(spec):
        return Hit(
            message=f"{requirement.name} is fetched with git over SSH (`{spec}`), which needs a key on every machine",
            at=requirement.at,
            fix="Use the https address of a public repository, or a published version.",
            severity="warning",
            anchor=requirement.name,
        )
    kind = "from a git repository" if GIT.match(spec) else "from a URL" if URL.match(spec) else None
    if kind is None:
        return None
    return Hit(
        message=f"{requirement.name} is fetched {kind} (`{spec}`) and not from a registry",
        at=requirement.at,
        fix="Use a published version, where there is one.",
        severity="info",
        anchor=requirement.name,
    )
