"""Reports files whose names differ only in upper and lower case."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def case_duplicate_paths(evidence: Evidence) -> Iterable[Hit]:
    """Two files differ only in upper and lower case.

    Git and Linux keep both. On macOS and Windows they are one file: whichever was written last.

    ## Why it matters

    Whoever works on macOS or Windows sees and edits one of them, and a Linux machine builds with the other. It mostly
    comes from a renaming that git did not notice, which left the old content in the repository.

    ## How to fix

    Compare both, then `git rm` the one that is not wanted; on macOS and Windows with `--cached`.
    """
    groups: dict[str, list[str]] = {}
    for each in evidence.survey.index or ():
        groups.setdefault(each.path.casefold(), []).append(each.path)
    for paths in groups.values():
        if len(paths) > 1:
            used = [path for path in paths if path in evidence.survey.modules and evidence.survey.matters(path)]
            where = f"; the build reads {' and '.join(used)}" if used else ""
            yield Hit(
                message=f"{' and '.join(sorted(paths))} are one file on macOS and Windows, and two on Linux{where}",
                at=At(path=sorted(paths)[0]),
                fix=f"Compare them, and remove one: git rm --cached {sorted(paths)[0]}",
                severity="warning" if used else "info",
                anchor="case",
            )
