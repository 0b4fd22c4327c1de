"""Reports imports of packages that no manifest declares: from the build's log, else from the files."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.undeclared import hits


@check("error")
def undeclared_dependency(evidence: Evidence) -> Iterable[Hit]:
    """A package is imported that package.json does not declare.

    Each import is held against the manifest beside the file, and against what the lockfile and the package manager's
    layout put where the file looks. It is an error where a clean build can't find the package, a warning where it is
    found only because something else brings it, and a note where only tests or unused code ask for it.

    Packages that a framework provides itself (`server-only` under Next.js) need no declaration, nor do optional ones,
    whose import is guarded by `try`.

    ## Why it matters

    A package that was installed without being saved, or that lies in a folder above, is found on one machine and on no
    other. One that comes along with another package goes with that package's next version; npm, Yarn 1 and Bun let
    it be found, pnpm and Yarn's Plug'n'Play do not.

    ## How to fix

    Declare the package in the manifest of the folder that imports it, in the version that works, and commit the
    lockfile. Generated code invents names: make sure that it is the package you mean.
    """
    return hits(evidence, "undeclared-dependency")
