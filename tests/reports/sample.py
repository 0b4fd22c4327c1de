"""Reports to render: `FAIL` fills every field of the model, `PASS` is the common case, `INCOMPLETE` the third verdict.

`FAIL` is hostile wherever a stranger can write: log lines, file names, package names, host names.
"""

from __future__ import annotations

import msgspec

from buildcheck.model.build import Artefact, Build, HostContact, InstallScripts, Isolation, StepRun
from buildcheck.model.difference import Difference
from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.log_lines import LogLines
from buildcheck.model.machine import Machine, System
from buildcheck.model.plan import Choice, HostRule, Limits, Manager, Network, Plan, ScriptPolicy, Step
from buildcheck.model.project import Entry, Manifest, Project, Source
from buildcheck.model.report import Finding, Obstacle, ProjectSummary, Report, Skip, Tool
from buildcheck.model.value import At

REGISTRY = "registry.example.test"

PLAN = Plan(
    node=Choice(value="22.11.0", reason='newest of engines.node ">=20 <23"', at=At(path="package.json", line=7)),
    variant=Choice(value="full", reason="what the big hosts have"),
    manager=Manager(
        name="npm",
        version="10.9.0",
        package="npm",
        reason="the npm that Node 22.11.0 carries",
        at=At(path="package-lock.json"),
    ),
    install_root=".",
    app="apps/web",
    fetch_inputs=("package.json", "package-lock.json"),
    reusable_tree=Choice(value="yes", reason="lockfile and manifests decide it"),
    install=Choice(value="npm ci", reason="frozen: package-lock.json is there"),
    build=Choice(value="next build", reason="scripts.build", at=At(path="apps/web/package.json", line=5)),
    steps=(
        Step(phase="fetch", name="install", argv=("npm", "ci", "--ignore-scripts"), cwd=".", timeout_seconds=1800),
        Step(phase="scripts", name="scripts", argv=("npm", "rebuild"), cwd=".", timeout_seconds=1800),
        Step(phase="build", name="build", argv=("npm", "run", "build"), cwd="apps/web", timeout_seconds=1800),
    ),
    scripts=ScriptPolicy(default="run", reason="npm 10 runs install scripts"),
    environment={"CI": "1", "NODE_ENV": "production"},
    environment_choice=Choice(value="none", reason="--env none"),
    environment_names=("DATABASE_URL",),
    network=Network(
        mode="known",
        registries=(HostRule(host=REGISTRY, reason="package-lock.json downloads from it"),),
        known=(HostRule(host="binaries.example.test", reason="Prisma engines", port=443),),
        allowed=(HostRule(host="*.internal.example.test", reason="--allow-host"),),
    ),
    limits=Limits(memory=8 * 1024**3),
    outputs=("apps/web/.next",),
    google_fonts=("apps/web/app/layout.tsx",),
    remarks=(Choice(value="postinstall", reason="the project's own script runs in the scripts phase"),),
)

_ISOLATION = Isolation(
    engine="docker",
    version="24.0.7",
    statement="own kernel namespaces, no capabilities, no host files",
    image="buildcheck/node@sha256:0123",
)

_OK_STEPS = (
    StepRun(
        phase="fetch",
        name="install",
        argv=("npm", "ci", "--ignore-scripts"),
        cwd=".",
        exit_code=0,
        seconds=7.13,
        outcome="ok",
        log="added 412 packages\n",
        log_bytes=19,
        attempt=2,
    ),
    StepRun(
        phase="scripts",
        name="scripts",
        argv=("npm", "rebuild"),
        cwd=".",
        exit_code=0,
        seconds=0.42,
        outcome="ok",
        log="",
        log_bytes=0,
    ),
)

_LOG = (
    "   Creating an optimized production build ...",
    "Failed to compile.",
    "",
    "./app/caf\udce9/page.tsx:3:1",
    "Module not found: Can't resolve './Buton' [bold red]not markup[/]",
    "\x1b[2J\x1b]0;title\x07 gotcha",
    "::set-output name=verdict::pass",
    "##vso[task.complete result=Succeeded;]done",
    "##teamcity[buildStatus status='SUCCESS'] ##[error]no",
    "section_start:1700000000:fake",
    "user = \u202e'nimda'\u2066 zero\u200bwidth",
    "\tat https://very.long.example.test/" + "a/" * 200,
    "世界 こんにちは 🚀",
    "> Build failed because of webpack errors",
)

_FAILED = StepRun(
    phase="build",
    name="build",
    argv=("npm", "run", "build"),
    cwd="apps/web",
    exit_code=1,
    seconds=41.2,
    outcome="failed",
    log="\n".join(_LOG),
    log_bytes=900,
    detail="next said why",
)

BUILD = Build(
    isolation=_ISOLATION,
    steps=(*_OK_STEPS, _FAILED),
    hosts=(
        HostContact(phase="fetch", host=REGISTRY, port=443, outcome="reached", count=412),
        HostContact(
            phase="build",
            host="telemetry.example.test",
            port=443,
            outcome="refused",
            reason="no rule allows it",
            by="next@15.0.0",
            count=3,
        ),
        HostContact(phase="scripts", host="169.254.169.254", outcome="refused", reason="link-local address"),
        HostContact(phase="build", host="binaries.example.test", outcome="unreachable", reason="does not resolve"),
    ),
    scripts=InstallScripts(wanted=("esbuild@0.21.5", "sharp@0.33.4"), blocked=("sharp@0.33.4",)),
    tree="installed",
    tree_reason="no earlier run had this lockfile",
    artefacts=(Artefact(path="apps/web/.next/BUILD_ID", size=21, sha256="00" * 32),),
    artefact_remarks=("a link out of the tree was left out: apps/web/.next/x",),
    seconds=48.75,
    peak_memory=1288490188,
)

FAIL = Report(
    tool=Tool(name="buildcheck", version="0.1.0"),
    project=ProjectSummary(
        name="shop",
        path="/home/me/shop",
        source="working-tree",
        commit="3f2a91c04bfe8d2f1e",
        app="apps/web",
        install_root=".",
        files=1214,
        framework="next 15.0.0",
        remarks=("public/video.mp4 is left out: 2.1 GB",),
    ),
    verdict="fail",
    stage="build",
    plan=PLAN,
    builds=(BUILD,),
    findings=(
        Finding(
            check="lockfile-out-of-sync",
            severity="warning",
            message="package-lock.json believes in react 18, package.json asks for react 19.",
            path="package-lock.json",
            line=12,
            fix="npm install",
            fingerprint="bb",
        ),
        Finding(
            check="build-failed",
            severity="error",
            message="A file imports './Buton', which the clean source does not have.\n::warning::second line",
            path="apps/web/app/caf\udce9/page.tsx",
            line=3,
            column=1,
            evidence=LogLines(step="build", first=41, lines=_LOG),
            cause="module-not-found",
            fix="Correct the import, or add the file:\n  git add apps/web/app/Button.tsx",
            docs="https://docs.example.test/module-not-found",
            fingerprint="aa",
        ),
        Finding(
            check="build-reaches-network",
            severity="info",
            message="The build asks telemetry.example.test for something.",
            fingerprint="cc",
            suppressed="we know: telemetry",
        ),
    ),
    obstacles=(
        Obstacle(
            what="binaries.example.test could not be reached.",
            why="It does not resolve from this machine.",
            do="Try again later, or name a mirror.",
            transient=True,
            evidence=LogLines(step="build", first=9, lines=("getaddrinfo ENOTFOUND binaries.example.test",)),
            hosts=("binaries.example.test",),
        ),
    ),
    skipped=(Skip(check="out-of-memory", reason="the engine can't tell"),),
    not_verified=("that the app starts",),
    environment=(EnvironmentRow(name="DATABASE_URL", needed="build", missing=True),),
    machine=Machine(tool="0.1.0", project="demo", system=System(os="darwin", arch="arm64", case_sensitive=False)),
    differences=(
        Difference(
            kind="version",
            weight="may-break",
            subject="node",
            here="Node 20.1.0, from nvm (~/.nvm/versions/node/v20.1.0/bin/node).",
            clean="Node 24.21.0: the newest long-term-support line.",
            consequence="What one version accepts another may refuse.",
        ),
    ),
    timings={"load": 0.1, "plan": 0.02, "build": 48.75},
    cached="5 minutes ago",
)

PASS = msgspec.structs.replace(
    FAIL,
    verdict="pass",
    plan=msgspec.structs.replace(PLAN, remarks=()),
    builds=(
        msgspec.structs.replace(
            BUILD,
            steps=(*_OK_STEPS, msgspec.structs.replace(_FAILED, outcome="ok", exit_code=0, detail=None, log="")),
            hosts=BUILD.hosts[:1],
            scripts=None,
            artefact_remarks=(),
        ),
    ),
    project=msgspec.structs.replace(FAIL.project, remarks=()),
    findings=(),
    obstacles=(),
    skipped=(),
    cached=None,
)

INCOMPLETE = msgspec.structs.replace(
    PASS,
    verdict="incomplete",
    stage="plan",
    builds=(),
    obstacles=FAIL.obstacles,
    not_verified=("that it builds", "that the app starts"),
)

PROJECT = Project(
    source=Source(
        kind="working-tree",
        root="/home/me/shop",
        entries=(Entry(path="package.json", kind="file", size=120),),
        commit="3f2a91c04bfe8d2f1e",
    ),
    app="apps/web",
    install_root=".",
    manifest=Manifest(path="apps/web/package.json", name="shop"),
    root_manifest=Manifest(path="package.json"),
)
