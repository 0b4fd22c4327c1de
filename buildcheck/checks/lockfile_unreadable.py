"""Reports a lockfile that can't be read: marks of a merge, broken JSON or YAML."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

# npm resolves the marks of a merge by itself, even with the lockfile frozen (parse-conflict-json).
FORGIVING = frozenset({"npm"})


@check("error")
def lockfile_unreadable(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile can't be read: a merge left its marks in it, or it is broken.

    ## Why it matters

    pnpm, Yarn and Bun refuse to install from it while the lockfile is frozen. npm resolves the marks of a merge by
    itself, and takes one side without asking.

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
        used = plan is not None and managers.get(remark.path) == plan.manager.name
        merge = "merge conflict" in remark.message
        certain = used and not (merge and managers[remark.path] in FORGIVING)
        yield Hit(
            message=f"{remark.path}: {remark.message[0].lower()}{remark.message[1:].rstrip('.')}",
            at=At(path=remark.path),
            fix=f"Take one side of it from git, run a plain install, and commit {remark.path}.",
            severity="error" if certain else "warning",
            predicts="fetch" if certain else None,
            anchor="unreadable",
        )
