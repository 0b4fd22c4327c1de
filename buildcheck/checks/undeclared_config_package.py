"""Reports packages that a configuration file names, or a framework asks for, and that no manifest declares."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.undeclared import hits


@check("error")
def undeclared_config_package(evidence: Evidence) -> Iterable[Hit]:
    """A configuration needs a package that package.json does not declare.

    PostCSS, Babel, ESLint, Prettier, Jest, TypeScript and others turn names in their configuration into packages:
    `"plugins": ["@tailwindcss/postcss"]` is one that must be installed. Some things ask for a package without naming
    it: Next.js wants `typescript`, `@types/react` and `@types/node` where there is a tsconfig.json, and `sass` for a
    `.scss` file.

    It is an error where the build reads that configuration and can't find the package, a warning where it is found
    only because something else brings it, and a note where only tests or linters ask for it.

    ## Why it matters

    Nobody imports these packages, so no editor underlines them. On a clean machine the build ends before it has
    compiled a line.

    ## How to fix

    Add the package to devDependencies in the version that works, and commit the lockfile, or take the name out of the
    configuration.
    """
    return hits(evidence, "undeclared-config-package")
