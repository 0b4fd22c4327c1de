"""What the fetch phase may see, and whether its tree may be kept."""

from __future__ import annotations

from buildcheck.model.plan import Plan
from buildcheck.model.project import Project, Requirement, Setting
from buildcheck.model.settings import Settings
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from tests.plan.sample import RELEASES, lockfile, manifest, project, source


def plan(given: Project) -> Plan:
    return make_plan(given, Settings(), releases=RELEASES)


def test_manifests_of_members_and_manager_files_are_inputs_and_code_is_not() -> None:
    root = manifest(raw={"pnpm": {"patchedDependencies": {"left-pad@1.0.0": "fixes/left-pad.patch"}}})
    member = manifest(path="apps/web/package.json", name="web")
    paths = (
        "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "fixes/left-pad.patch", "patches/x.patch",
        "apps/web/package.json", "apps/web/app/page.tsx", "apps/web/.npmrc", "examples/package.json", "index.js",
        ".yarn/releases/yarn-3.6.4.cjs", ".env",
    )  # fmt: skip
    given = project(
        root,
        source=source(*paths),
        app="apps/web",
        manifest=member,
        members=("apps/web",),
        member_manifests=(member,),
        lockfiles=(lockfile("pnpm", "pnpm-lock.yaml", "9.0"),),
    )
    assert plan(given).fetch_inputs == (
        "package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc", "fixes/left-pad.patch", "patches/x.patch",
        "apps/web/package.json", "apps/web/.npmrc",
    )  # fmt: skip
    assert plan(given).reusable_tree.value == "yes"


def test_local_dependencies_are_inputs() -> None:
    own = tuple(
        Requirement(name=name, spec=spec, section="dependencies")
        for name, spec in (("a", "file:vendor/a.tgz"), ("b", "file:./lib/b"), ("c", "^1.0.0"))
    )
    given = project(
        manifest(requirements=own),
        source=source(
            "package.json", "package-lock.json", "vendor/a.tgz", "vendor/z.tgz", "lib/b/index.js", "lib/c.js"
        ),
    )
    assert plan(given).fetch_inputs == ("package.json", "package-lock.json", "vendor/a.tgz", "lib/b/index.js")


def test_a_dependency_outside_the_source_forbids_reuse() -> None:
    own = (Requirement(name="a", spec="file:../a", section="dependencies"),)
    reuse = plan(project(manifest(requirements=own))).reusable_tree
    assert (reuse.value, "../a" in reuse.reason) == ("no", True)


def test_code_of_the_project_in_the_fetch_phase_forbids_reuse() -> None:
    pnpm = project(
        source=source("package.json", "pnpm-lock.yaml", ".pnpmfile.cjs"),
        lockfiles=(lockfile("pnpm", "pnpm-lock.yaml", "9.0"),),
    )
    assert plan(pnpm).reusable_tree.value == "no"
    assert ".pnpmfile.cjs" in plan(pnpm).fetch_inputs
    plugin = Setting(file=".yarnrc.yml", key="plugins.path", value=".yarn/plugins/x.cjs", at=At(path=".yarnrc.yml"))
    yarn = project(lockfiles=(lockfile("yarn", "yarn.lock", "8"),), settings=(plugin,))
    assert plan(yarn).reusable_tree.value == "no"


def test_without_a_lockfile_nothing_is_reused() -> None:
    assert plan(project(lockfiles=())).reusable_tree.value == "no"
