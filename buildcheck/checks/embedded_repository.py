"""Reports a repository inside the repository that git holds as a bare commit number."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def embedded_repository(evidence: Evidence) -> Iterable[Hit]:
    """A folder is a git repository of its own, so that a clone holds it empty.

    Git stores such a folder as the number of a commit (a gitlink) and none of its files. Without an entry in
    `.gitmodules` nobody can know where that commit is to be had. It comes from `create-next-app` or `git init` in a
    folder of a repository, from a template that was copied with its `.git`, or from an agent's worktrees.

    ## Why it matters

    The files are on the disk of whoever made it and nowhere else. Netlify ends the build at it ("No url found for
    submodule path"), Vercel warns and builds with the empty folder.

    ## How to fix

    If the folder belongs to the project: `git rm --cached FOLDER`, delete `FOLDER/.git`, `git add FOLDER`. If it does
    not: `git rm --cached FOLDER` and name it in `.gitignore`.
    """
    for remark in evidence.project.source.remarks:
        if remark.kind != "gitlink":
            continue
        needed = evidence.survey.needs_folder(remark.path)
        consequence = f"{needed}, and a clean checkout does not have it" if needed else "its files are in no checkout"
        yield Hit(
            message=f"{remark.path} is a git repository inside this one: {consequence}",
            at=At(path=remark.path),
            fix=f"git rm --cached {remark.path}; then delete {remark.path}/.git and add the folder, or ignore it.",
            severity="error" if needed else "warning",
            predicts="build" if needed else None,
            anchor="gitlink",
        )
