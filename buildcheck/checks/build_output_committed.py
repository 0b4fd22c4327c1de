"""Reports the output of a build that git holds."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Project
from buildcheck.model.report import Hit, Severity
from buildcheck.model.value import At

# What each framework writes by default. Next's and SvelteKit's folders are never meant to be kept; the others are
# kept on purpose at times (GitHub Pages), so that they are only worth knowing.
OUTPUTS: dict[str, tuple[tuple[str, Severity], ...]] = {
    "next": ((".next", "warning"),),
    "vite": (("dist", "info"),),
    "astro": (("dist", "info"), (".astro", "info")),
    "nuxt": ((".nuxt", "warning"), (".output", "warning")),
    "@sveltejs/kit": ((".svelte-kit", "warning"),),
}
HOSTS: tuple[tuple[str, Severity], ...] = ((".vercel/output", "warning"),)


@check("warning")
def build_output_committed(evidence: Evidence) -> Iterable[Hit]:
    """The output of a build is in git.

    ## Why it matters

    A build writes these files anew, so what git holds is old the moment that a source changes. Where a build fails or
    is skipped, the old output is served as if nothing had happened; a prebuilt `.vercel/output` is deployed as it is.

    ## How to fix

    `git rm -r --cached FOLDER`, put the folder into `.gitignore`, and commit.
    """
    for folder, severity in folders(evidence.project):
        inside = [each.path for each in evidence.survey.index or () if each.path.startswith(f"{folder}/")]
        if inside:
            yield Hit(
                message=f"Git holds {len(inside)} files of {folder}, which every build writes anew",
                at=At(path=inside[0]),
                fix=f"git rm -r --cached {folder}; put `{folder}/` into .gitignore; commit.",
                severity=severity,
                anchor=folder,
            )


def folders(project: Project) -> Iterable[tuple[str, Severity]]:
    """Give the folders of the app that its framework and hosts write."""
    own = OUTPUTS.get(project.framework.name, ()) if project.framework else ()
    for folder, severity in (*own, *HOSTS):
        yield (folder if project.app == "." else f"{project.app}/{folder}"), severity
