"""Reports imports of packages of the same workspace that the importing package does not declare."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.undeclared import hits


@check("error")
def workspace_package_undeclared(evidence: Evidence) -> Iterable[Hit]:
    """A package of the workspace is imported and not declared.

    npm, Yarn 1 and Bun's older layout link every package of a workspace into the root's node_modules, so that all find
    all. pnpm, Bun's isolated layout and Plug'n'Play link what is declared, and nothing else.

    ## Why it matters

    Besides being found by luck, a package that is not declared is not built first: Turborepo and Nx order builds by the
    declared dependencies, and hosts that install one app of a workspace leave the others out.

    ## How to fix

    Add it to the dependencies of the package that imports it, as `workspace:*` (npm: `*`), and commit the lockfile.
    """
    return hits(evidence, "workspace-package-undeclared")
