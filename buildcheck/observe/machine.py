"""The parts of a snapshot put together. Nothing of the project is run, nothing is written, no host is reached."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial

from buildcheck import __version__
from buildcheck.model.machine import Machine
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.observe.background import begin
from buildcheck.observe.commands import commands
from buildcheck.observe.global_packages import global_packages
from buildcheck.observe.local_files import local_files
from buildcheck.observe.output import ReadApp, output
from buildcheck.observe.outside import outside
from buildcheck.observe.programs import programs
from buildcheck.observe.settings import settings
from buildcheck.observe.surroundings import surroundings
from buildcheck.observe.system import system
from buildcheck.observe.tree import MODULES, tree
from buildcheck.observe.variables import node_variables, variables


def observe(project: Project, survey: Survey, environ: Mapping[str, str], read_app: ReadApp) -> Machine:
    """Give the machine that this process runs on, as ``project`` meets it. ``environ`` is the environment to look at,
    ``read_app`` makes routes of the manifests that an earlier build left."""
    started = time.monotonic()
    around = surroundings(project, environ)
    here = system(around)
    # Both wait for other programs (git, `bun --version`) while this thread reads files.
    found_programs = begin(partial(programs, around))
    found_files = begin(partial(local_files, project, around))
    packages = global_packages(around)
    told, further_settings = settings(around)
    installed = tree(project, around, here)
    files, further_files = found_files.result()
    ran = found_programs.result()
    work = survey.output.work or survey.output.folder if survey.output else None
    return Machine(
        tool=__version__,
        project=project.manifest.name,
        system=here,
        programs=ran,
        globals=packages,
        commands=commands(survey.commands, packages, around),
        settings=told,
        further_settings=further_settings,
        variables=variables(survey.environment.variables, project.framework, around),
        node=node_variables(around),
        files=files,
        further_files=further_files,
        modified=project.source.modified,
        tree=installed,
        outside=outside(around),
        output=output(work, project.source.entries, around, read_app),
        seconds=round(time.monotonic() - started, 3),
    )


def is_bare(project: Project, environ: Mapping[str, str]) -> bool:
    """Whether this is a checkout in which nothing was ever installed, built or written, as CI machines have it.
    Outside git only what is installed tells."""
    around = surroundings(project, environ)
    if (around.source / project.install_root / MODULES).is_dir() or project.source.modified:
        return False
    return not local_files(project, around)[0]
