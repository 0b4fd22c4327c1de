"""Reports a lockfile that can't be read: marks of a merge, broken JSON or YAML."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.plan import Manager
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def lockfile_unreadable(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile can't be read: a merge left its marks in it, or it is broken.

    ## Why it matters

    Yarn, Bun and pnpm up to 8 refuse to install from it while it is frozen. npm and pnpm 9 and later resolve the marks
    of a merge by themselves, and take one side without asking.

    ## How to fix

    Take one side from git (`git checkout --ours FILE` or `--theirs`), run a plain install so that the manager adds
    what is missing, and commit the lockfile.
    """
    cause, plan = evidence.cause, evidence.plan
    if cause is not None and cause.check == "lockfile-unreadable":
        yield cause.hit(cause.title)
        return
    managers = {each.path: each.manager for each in evidence.project.lockfiles}
    for remark in evidence.project.source.remarks:
        if remark.kind != "lockfile-unreadable":
            continue
        if plan is None or managers.get(remark.path) != plan.manager.name:
            continue
        merge = "merge conflict" in remark.message
        certain = not (merge and resolves_marks(plan.manager))
        yield Hit(
            message=f"{remark.path}: {remark.message[0].lower()}{remark.message[1:].rstrip('.')}",
            at=At(path=remark.path),
            fix=f"Take one side of it from git, run a plain install, and commit {remark.path}.",
            severity="error" if certain else "warning",
            predicts="fetch" if certain else None,
            anchor="unreadable",
        )


def resolves_marks(manager: Manager) -> bool:
    """Whether the manager resolves the marks of a merge with the lockfile frozen (observed: `tests/locks`)."""
    return manager.name == "npm" or (manager.name == "pnpm" and not manager.version.startswith(("6.", "7.", "8.")))
