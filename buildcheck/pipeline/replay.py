"""A bundle in, its run made again here: the report, and where it differs from the one in the bundle.

The plan is made anew, from the source in the bundle: what a stranger's plan says is compared and never run. Which hosts
may be reached, how much may be used, which engine and whose credentials is decided here.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec

from buildcheck.build import AtFailure, build
from buildcheck.bundle.compare import compare
from buildcheck.bundle.given import given
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.open import opened, seen
from buildcheck.bundle.terms import Here, settings_for
from buildcheck.bundle.unpack import unpack
from buildcheck.diagnose import is_transient
from buildcheck.engines.base import Watch
from buildcheck.engines.choose import choose
from buildcheck.env_values import read_values, registry_credentials
from buildcheck.errors import UsageError
from buildcheck.load.files import Files
from buildcheck.model.build import StepRun
from buildcheck.model.bundle import Beside, Contents, Replay, ReplayDifference
from buildcheck.model.check import Evidence
from buildcheck.model.project import Project
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.pipeline.made import made_if_wanted
from buildcheck.pipeline.run import run_and_judge
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey


def replay(bundle: Path, here: Here, watch: Watch, *, source: Path | None = None) -> Replay:
    """Make the run of ``bundle`` again. ``source`` is a folder with the same source, for a bundle without it.

    Raises:
        BadBundle: it may not be used.
        UsageError: it holds no run, or no source; or what ``here`` says can't be used.
        EngineError: no engine can be used at all.
    """
    contents = unpack(bundle)
    there = contents.report
    if there is None:
        raise UsageError(
            "The bundle holds a snapshot and no run, so there is nothing to replay.",
            why="It was made by `buildcheck snapshot --bundle`.",
            do="Compare it with this machine or another bundle: `buildcheck diff FILE OTHER`.",
        )
    settings = settings_for(contents.bundle.settings, here)
    with opened(contents, source) as project:
        report = _run(project, contents.bundle.beside if source is None else None, settings, watch)
        other = differing_source(contents, project) if source is not None else ()
    found = compare(contents, there, report, settings)
    # A folder has its own values: no made text stands in it.
    if source is not None:
        found = tuple(each for each in found if each.part != "source")
    differences = (*found, *other)
    return Replay(
        same=not any(each.decides for each in differences), differences=differences, there=there, report=report
    )


def open_shell(bundle: Path, here: Here, watch: Watch, *, source: Path | None, at_failure: AtFailure) -> StepRun | None:
    """Make the run of ``bundle`` again, once, and call ``at_failure`` with the step that ends it, while its sandbox is
    still there. Gives that step, ``None`` where every step passes here.

    Raises:
        BadBundle: as `replay`.
        UsageError: as `replay`.
        EngineError: there is no Docker, or it broke.
        TransientError: something that the engine needs could not be downloaded.
    """
    contents = unpack(bundle)
    settings = settings_for(contents.bundle.settings, here)
    with opened(contents, source) as project:
        values = read_values(settings.env, project.framework)
        plan = make_plan(project, settings, environment_names=tuple(values))
        facts = survey(project, plan.manager)
        made = made_if_wanted(project, facts, settings)
        engine, _ = choose(
            msgspec.structs.replace(settings, engine="docker"), registry_credentials(settings.registry_auth)
        )
        done = build(
            plan,
            project.source,
            engine,
            values={**({name: each.value for name, each in made.values.items()} if made else {}), **values},
            watch=watch,
            transient=lambda run: is_transient(run, project),
            shown=made.ordinary if made is not None else (),
            at_failure=at_failure,
        )
    return done.failed


def _run(project: Project, beside: Beside | None, settings: Settings, watch: Watch) -> Report:
    values = read_values(settings.env, project.framework)
    plan = make_plan(project, settings, environment_names=tuple(values))
    facts = survey(project, plan.manager, ask=not settings.offline)
    evidence = Evidence(project=project, survey=facts if beside is None else seen(facts, beside), plan=plan)
    return run_and_judge(evidence, plan, settings, values=values, watch=watch, timings={})


def differing_source(contents: Contents, project: Project) -> tuple[ReplayDifference, ...]:
    """Say which files of ``project`` are not those of the bundle. Both sides are compared without their secret values,
    as the bundle has them."""
    facts = survey(project)
    files = Files(project.source)
    held = {path: files.read(path) or b"" for path, entry in files.by_path.items() if entry.kind == "file"}
    seed = contents.bundle.settings.seed
    clean = given(held, project.framework, facts.environment.variables, Guard({}), seed).contents
    here = {path: sha256(content).hexdigest() for path, content in clean.items()}
    files_there = {each.path: each for each in contents.bundle.source.files if each.kind == "file"}
    there = {path: each.sha256 for path, each in files_there.items()}
    # What that machine alone knew to be secret stands here as it is: of such a file the size must do.
    unknown = {path for path, each in files_there.items() if each.own and len(held.get(path, b"")) == each.size}
    words = {True: "there", False: "not there"}
    return tuple(
        ReplayDifference(
            part="source",
            subject=path,
            there=words[path in there] if path not in here or path not in there else "another content",
            here=words[path in here] if path not in here or path not in there else "this content",
        )
        for path in sorted(here.keys() | there.keys())
        if here.get(path) != there.get(path) and path not in unknown
    )
