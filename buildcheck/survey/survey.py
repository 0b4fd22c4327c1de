"""The parts of a survey in their order: modules, graph, framework, deployment, git, this machine's installed tree."""

from __future__ import annotations

from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.survey.commands import commands
from buildcheck.survey.git_contents import crlf_scripts, lfs_files
from buildcheck.survey.next import survey_next
from buildcheck.survey.script_uses import script_uses


def survey(project: Project) -> Survey:
    """Read the sources of ``project``."""
    run = commands(project)
    return Survey(
        next=survey_next(project, {}, {}),
        index=project.source.index,
        commands=run,
        crlf_scripts=crlf_scripts(project),
        lfs=lfs_files(project),
        script_uses=script_uses(project, run),
    )
