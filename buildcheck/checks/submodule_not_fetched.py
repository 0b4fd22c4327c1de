"""Reports a submodule that the build needs and a plain clone does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def submodule_not_fetched(evidence: Evidence) -> Iterable[Hit]:
    """The build needs files of a submodule.

    A submodule is a commit of another repository; `git clone` leaves its folder empty unless it is asked to fetch it.

    ## Why it matters

    GitHub's checkout action fetches submodules only with `submodules: true`; Vercel and Netlify fetch those that are
    public and have an `https` address, and go on or fail where they can't. Docker builds hold what lay on the disk.

    ## How to fix

    Give it an `https` address in `.gitmodules`, switch submodules on in the workflow, or publish what is in it as a
    package.
    """
    for remark in evidence.project.source.remarks:
        needed = evidence.survey.needs_folder(remark.path) if remark.kind == "submodule" else None
        if needed:
            yield Hit(
                message=f"{remark.path} is a submodule, which a plain clone leaves empty: {needed}",
                at=At(path=remark.path),
                fix="Make every place that builds fetch submodules (GitHub Actions: `submodules: true`).",
                docs="https://vercel.com/docs/builds/build-features#git-submodules",
                anchor="submodule",
            )
