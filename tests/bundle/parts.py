"""Bundles for tests, of small real projects in git, without an engine: the report is that of their files."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import msgspec

from buildcheck.bundle.archive import MANIFEST, written
from buildcheck.bundle.documents import plain
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.pack import Packed, Parts, pack
from buildcheck.environment_rows import rows
from buildcheck.judge import judge
from buildcheck.load import load
from buildcheck.model.build import Build, Isolation
from buildcheck.model.bundle import Bundle, Member
from buildcheck.model.check import Evidence
from buildcheck.model.project import Project
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.observe import observe
from buildcheck.pipeline import TOOL
from buildcheck.plan.make import make_plan
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app
from tests import parts

MANIFEST_JSON = '{"name": "demo", "version": "1.0.0", "private": true, "scripts": {"build": "node build.js"}}\n'
LOCKFILE = (
    '{"name": "demo", "version": "1.0.0", "lockfileVersion": 3, "requires": true, '
    '"packages": {"": {"name": "demo", "version": "1.0.0"}}}\n'
)
FILES = {"package.json": MANIFEST_JSON, "package-lock.json": LOCKFILE, "build.js": "require('./lib/a.js')\n"}


def checkout(folder: Path, files: Mapping[str, str | bytes], *, untracked: Mapping[str, str] | None = None) -> Path:
    """Make ``folder`` a repository with one commit that holds ``files``; ``untracked`` are written afterwards."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    identity = ["-c", "user.name=x", "-c", "user.email=x@example.test", "-c", "core.autocrlf=false"]
    for arguments in (["init", "-q"], ["add", "-Af"], ["commit", "-q", "--no-gpg-sign", "-m", "x"]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
    for path, text in (untracked or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def judged(project: Project) -> tuple[Evidence, Report]:
    """What the files of a project tell."""
    plan = make_plan(project, Settings())
    evidence = Evidence(project=project, survey=survey(project, plan.manager), plan=plan)
    return evidence, judge(replace(evidence, environment=rows(evidence)), tool=TOOL)


def packed(
    folder: Path,
    *,
    guard: Mapping[str, str] | None = None,
    settings: Settings | None = None,
    sources: bool = True,
    limit: int = 2**28,
    log: str = "built\n",
) -> Packed:
    """A bundle of the project in ``folder``, as if one build step had printed ``log``."""
    used = settings or Settings()
    with load(folder, source=used.source) as project:
        evidence, report = judged(project)
        build = Build(
            isolation=Isolation(engine="docker", version="1", statement="a container", image="sha256:1"),
            steps=(parts.step(log=log),),
        )
        machine = observe(project, evidence.survey, {"HOME": "/nonexistent", "PATH": "/usr/bin"}, find_built_app)
        assert evidence.plan is not None
        made = Parts(
            project=project,
            survey=evidence.survey,
            plan=evidence.plan,
            machine=machine,
            report=msgspec.structs.replace(report, builds=(build,)),
            settings=used,
            sources=sources,
        )
        return pack(made, Guard(guard or {}), limit=limit)


def saved(members: Mapping[str, bytes], file: Path) -> Path:
    """Write a bundle."""
    file.write_bytes(written(members))
    return file


def signed(bundle: Bundle, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Give ``members`` with a manifest that states their sizes and hashes, as whoever forges a bundle would."""
    rest = {name: content for name, content in members.items() if name != MANIFEST}
    stated = tuple(
        Member(path=name, size=len(content), sha256=sha256(content).hexdigest()) for name, content in rest.items()
    )
    return {MANIFEST: plain(msgspec.structs.replace(bundle, members=stated)), **rest}
