"""Reports env files that the framework's loader fails on."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("warning")
def env_file_dropped(evidence: Evidence) -> Iterable[Hit]:
    """The framework drops an env file as a whole.

    A value in it can't be expanded: it refers to itself without end or, up to Next 13, holds a `$` before no name. Next
    says `Failed to load env from` in the log, goes on without the file, and still lists it as loaded; Vite's build ends
    with an error.

    ## Why it matters

    All variables of the file are missing, not only the one with the mistake.

    ## How to fix

    Write `\\$` for a `$` that is part of a value, and let no variable refer to itself.

    Source: `processEnv` of @next/env (13.5 to 16), dotenv-expand; verified against the loaders themselves.
    """
    for file in evidence.project.env:
        if file.order is not None and file.unreadable is not None:
            yield Hit(
                message=f"The build gets nothing of this file. {file.unreadable}",
                at=At(path=file.path),
                fix="Write `\\$` for each `$` that belongs to a value, and let no variable refer to itself.",
                anchor=file.path,
            )
