"""Reports a static export into a folder that Next refuses, or that holds committed files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

RESERVED = ("public", "static")


@check("error")
def export_directory(evidence: Evidence) -> Iterable[Hit]:
    """The folder of the static export is reserved, or holds files of the project.

    With `output: "export"` a `distDir` other than `.next` is where the files go, and Next deletes that folder first.
    `public` and `static` are refused (`export/index`, `server/config`).

    ## Why it matters

    Committed files in the folder of the export are deleted by each build, and do not reach the host.

    ## How to fix

    Export into a folder of its own (`out`), and list it in `.gitignore`.
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or output.folder is None:
        return
    name = posixpath.relpath(output.folder, app.root)
    if name in RESERVED:
        yield Hit(
            message=f"The export goes to {name}, which is reserved: {app.name} ends the build",
            at=output.folder_at or output.at,
            fix="Name another folder.",
            docs=f"https://nextjs.org/docs/messages/can-not-output-to-{name}",
            predicts="build",
            anchor=name,
        )
        return
    inside = [each.path for each in evidence.project.source.entries if each.path.startswith(f"{output.folder}/")]
    if inside:
        yield Hit(
            message=(
                f"The export is written to {output.folder}, which is emptied first, and {len(inside)} committed "
                f"{'file lies' if len(inside) == 1 else 'files lie'} there ({inside[0]})"
            ),
            at=At(path=inside[0]),
            fix=f"Remove {output.folder} from git and list it in .gitignore; files to be served belong into public.",
            severity="warning",
            anchor=output.folder,
        )
