"""The parts of a survey in their order: modules, graph, framework, deployment, git, this machine's installed tree."""

from __future__ import annotations

from dataclasses import replace

from buildcheck.load.files import Files
from buildcheck.model.layers import Layers
from buildcheck.model.plan import Manager
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.survey.auth import auth_setups
from buildcheck.survey.commands import commands
from buildcheck.survey.configs import read_configs
from buildcheck.survey.dependencies import dependencies
from buildcheck.survey.deployment import deployments, find_output, unknown_options
from buildcheck.survey.environment import inventory
from buildcheck.survey.git_contents import crlf_scripts, lfs_files
from buildcheck.survey.imports.graph import read_graph
from buildcheck.survey.imports.read import Read
from buildcheck.survey.json_files import read_json_files
from buildcheck.survey.locks.compare import lock_differences
from buildcheck.survey.locks.left_out import lockfiles_left_out
from buildcheck.survey.modules import read_modules
from buildcheck.survey.next import survey_next
from buildcheck.survey.next.layers import find_layers
from buildcheck.survey.script_uses import script_uses
from buildcheck.survey.scripts import script_runs
from buildcheck.survey.secrets import committed_secrets


def survey(project: Project, manager: Manager | None = None, *, ask: bool = False) -> Survey:
    """Read the sources of ``project``. ``manager`` is the one that installs; without it, nothing is said of what is
    installed. ``ask``: whether the registry may be asked for names of packages that no lockfile knows."""
    facts = _facts(project)
    if manager is None:
        return facts
    found = dependencies(project, facts, manager, ask=ask)
    return replace(facts, **found._replace(looked_at=facts.looked_at | found.looked_at)._asdict())


def _facts(project: Project) -> Survey:
    run = commands(project)
    modules = read_modules(project)
    configs = read_configs(project)
    app = survey_next(project, modules, configs)
    scripts = script_runs(project)
    hosts = deployments(project, Files(project.source), app)
    documents = read_json_files(project)
    build = scripts.get("build", ())
    read = Read(modules=modules, configs=configs, documents=documents, commands=run, build=build, app=app)
    graph = read_graph(project, read)
    layers = find_layers(modules, graph.edges, app) if app is not None else Layers()
    facts = Survey(
        modules=modules,
        edges=graph.edges,
        reached=graph.reached,
        checked=graph.checked,
        generators=graph.generators,
        looked_at=graph.looked_at,
        server=frozenset(layers.server),
        client=frozenset(layers.client),
        layers=layers,
        configs=configs,
        json=documents,
        next=app,
        deployments=hosts,
        output=find_output(project, app=app, configs=configs, build=scripts["build"]),
        unknown_options=unknown_options(app) if app is not None else (),
        scripts=scripts,
        index=project.source.index,
        commands=run,
        crlf_scripts=crlf_scripts(project),
        lfs=lfs_files(project),
        script_uses=script_uses(project, run, hosts),
        lock_differences=lock_differences(project),
        lockfiles_left_out=lockfiles_left_out(project),
        secrets=committed_secrets(project),
    )
    facts = replace(facts, auth=auth_setups(project, facts))
    return replace(facts, environment=inventory(project, facts))
