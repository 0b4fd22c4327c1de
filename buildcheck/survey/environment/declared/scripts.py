"""Scripts of manifests -> the variables that they set for what they run (``X=1 next build``, ``cross-env X=1 …``)."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Declaration
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey


def scripts(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give them all. Those of the command that builds the app give that build a value, unless they are made of another
    variable (``X=$Y``)."""
    framework = project.framework.name if project.framework is not None else ""
    building = [each for each in survey.scripts.get("build", ()) if each.tool == framework and each.certain]
    given = {name for each in building for name, value in each.env.items() if value and "$" not in value}
    for command in survey.commands:
        for name in command.run.env:
            gives = command.needed == "build" and name in given
            yield name, Declaration(by="script", at=command.at, gives=gives, of=command.script)
