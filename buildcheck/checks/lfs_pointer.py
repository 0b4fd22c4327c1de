"""Reports files of Git LFS that the build imports or the app serves."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge
from buildcheck.model.value import At

MOST_NAMES = 3


@check("error")
def lfs_pointer(evidence: Evidence) -> Iterable[Hit]:
    """The build reads or serves a file that git holds as a Git LFS pointer.

    With Git LFS a commit holds three lines of text that name the file; the contents are fetched by a program that not
    every machine has.

    ## Why it matters

    Vercel, GitHub's checkout action and `docker build` leave the pointers as they are unless LFS is switched on. An
    imported image then ends the build ("not a valid image file"), and a file of `public/` is served as text: a broken
    picture that no build notices.

    ## How to fix

    Take small files out of LFS (`git lfs migrate export`), or switch LFS on wherever the project is built (Vercel:
    project settings, Git; GitHub Actions: `lfs: true`).
    """
    pointers = {each.path for each in evidence.project.source.remarks if each.kind == "lfs-pointer"}
    imported = {edge.target: edge for edges in evidence.survey.edges.values() for edge in edges if edge.target}
    for path in sorted(evidence.survey.lfs):
        edge = imported.get(path)
        if edge is not None and evidence.survey.matters(edge.importer):
            yield imported_hit(path, edge, pointer=path in pointers)
    yield from served(evidence)


def imported_hit(path: str, edge: Edge, *, pointer: bool) -> Hit:
    """Say that an imported file is a pointer; whether it is one on this disk decides how certain the failure is."""
    here = "is a Git LFS pointer and not the file" if pointer else "is in Git LFS: a clone without LFS has a pointer"
    return Hit(
        message=f"{path}, imported here, {here}",
        at=edge.at,
        fix="Take it out of LFS (`git lfs migrate export`), or switch LFS on wherever the project is built.",
        severity="error" if pointer else "warning",
        predicts="build" if pointer else None,
        anchor=path,
    )


def served(evidence: Evidence) -> Iterable[Hit]:
    """Say that files which the app serves as they are would be pointers."""
    app = evidence.project.app
    public = "public/" if app == "." else f"{app}/public/"
    found = sorted(path for path in evidence.survey.lfs if path.startswith(public))
    if found:
        more = f" and {len(found) - MOST_NAMES} more" if len(found) > MOST_NAMES else ""
        yield Hit(
            message=f"Served as they are, and only pointers without Git LFS: {', '.join(found[:MOST_NAMES])}{more}",
            at=At(path=found[0]),
            fix="Switch LFS on wherever the project is built, or take the files out of LFS.",
            severity="warning",
            docs="https://vercel.com/docs/project-configuration/git-settings#git-large-file-storage-lfs",
            anchor="served",
        )
