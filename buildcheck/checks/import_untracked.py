"""Reports imported files that lie on this disk and that git does not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shlex import quote

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import failing
from buildcheck.model.project import ignoring, renaming
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge


@check("error")
def import_untracked(evidence: Evidence) -> Iterable[Hit]:
    """An imported file was never added to git.

    The file is on this machine's disk, and what the build reads imports it, but git does not track it. (For the last
    commit, with `--source head`: it is not part of that commit.)

    ## Why it matters

    A push does not carry it, so that every other machine fails with "module not found". On this one everything works.

    ## How to fix

    Add the file and commit it. Where git holds it in other letters, as after a rename that changed upper and lower case
    alone, take the old name out of git in the same commit.
    """
    project = evidence.project
    known = frozenset(project.source.untracked)
    for each in failing(evidence, left_out(evidence)):
        path = each.edge.target or ""
        if path in known or (project.source.kind == "head" and ignoring(path, project.ignore_rules) is None):
            holds = "the commit does not hold it" if project.source.kind == "head" else "git does not track it"
            if (other := project.source.other_spelling(path)) is not None:
                holds = f"git holds it as `{other}`"
            yield each.hit(
                f"It imports `{path}`, which is on this disk, but {holds}: in a clean checkout {each.consequence}"
                f"{each.others}",
                f"Run: {renaming(other, path) if other is not None else f'git add {quote(path)}'}",
            )


def left_out(evidence: Evidence) -> Iterator[Edge]:
    """Give the imports of files that only this disk has, and that no known tool makes."""
    found = (edge for edges in evidence.survey.edges.values() for edge in edges)
    return (edge for edge in found if edge.outcome == "left-out" and edge.generator is None)
