"""Reports scripts that call `next export` where Next no longer has it."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit


@check("error")
def next_export_removed(evidence: Evidence) -> Iterable[Hit]:
    """A script runs `next export`, which Next 14 removed.

    Since 13.3 `output: "export"` in the Next configuration makes `next build` write the static files. The command was
    deprecated then, and ends with an error since 14.0 (`cli/next-export`).

    ## Why it matters

    `next build && next export` builds everything and then fails, in every place.

    ## How to fix

    Set `output: "export"` in the Next configuration and remove `next export` from the script.
    """
    app = evidence.survey.next
    if app is None or not app.at_least(14):
        return
    build = {each.at for each in evidence.survey.scripts.get("build", ()) if each.runs("next", "export")}
    for name in evidence.project.manifest.scripts:
        for each in evidence.survey.scripts.get(name, ()):
            if each.runs("next", "export") and each.script == name:
                in_build = each.at in build
                yield Hit(
                    message=f"The script `{name}` runs `next export`, and {app.name} ends there with an error",
                    at=each.at,
                    fix=f'Set `output: "export"` in the Next configuration, and remove `next export` from `{name}`.',
                    docs="https://nextjs.org/docs/app/guides/static-exports",
                    severity=None if in_build else "warning",
                    predicts="build" if in_build and each.certain else None,
                    anchor=name,
                )
