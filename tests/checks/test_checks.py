"""The checks that look at more than a cause."""

from __future__ import annotations

import msgspec

from buildcheck.checks.build_reaches_network import build_reaches_network
from buildcheck.checks.google_fonts_replaced import google_fonts_replaced
from buildcheck.checks.install_scripts_blocked import install_scripts_blocked
from buildcheck.checks.lockfile_out_of_sync import lockfile_out_of_sync
from buildcheck.checks.node_version_outside_engines import node_version_outside_engines
from buildcheck.checks.node_version_unsatisfied import node_version_unsatisfied
from buildcheck.checks.out_of_memory import out_of_memory
from buildcheck.diagnose import diagnose
from buildcheck.engines.base import Event
from buildcheck.judge import judge
from buildcheck.model.build import HostContact
from buildcheck.model.check import Check, Evidence
from buildcheck.model.plan import DEFAULT_REGISTRY, ScriptPolicy
from buildcheck.model.project import Framework, LockedPackage, Lockfile, Project
from buildcheck.model.report import Hit, Tool
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from buildcheck.pipeline.verify import _tell_findings
from buildcheck.survey.locks.compare import lock_differences
from tests.parts import REGISTRY, build, plan, project, step

INSTALLED = step("fetch", outcome="ok", name="install")


def hits(check: Check, evidence: Evidence) -> list[Hit]:
    """Run one check."""
    return list(check.run(evidence))


def locked(versions: dict[str, str]) -> Lockfile:
    """An npm lockfile that holds these versions."""
    packages = [LockedPackage(name=name, version=each, path=f"node_modules/{name}") for name, each in versions.items()]
    return Lockfile(manager="npm", path="package-lock.json", format="3", packages=tuple(packages))


def test_the_message_names_the_package_and_its_line() -> None:
    lockfile = locked({"a": "1.0.0"})
    here = project(requires={"a": "^2.0.0", "b": "*"}, lockfiles=(lockfile,))
    survey = Survey(lock_differences=lock_differences(here))
    (hit,) = hits(lockfile_out_of_sync, Evidence(project=here, survey=survey))
    assert "a is locked at 1.0.0 and wanted at ^2.0.0; b is missing" in hit.message
    assert hit.at == At(path="package.json", line=3)


def test_any_version_may_be_a_pre_release() -> None:
    bundler = LockedPackage(name="b", version="1.0.0", path="node_modules/b", requires=("native",))
    lockfile = locked({"a": "2.0.0-beta.1", "native": "1.0.0-rc.17"})
    lockfile = msgspec.structs.replace(lockfile, packages=(*(lockfile.packages or ()), bundler))
    assert not lock_differences(project(requires={"a": "*", "b": "^1.0.0"}, lockfiles=(lockfile,)))[lockfile.path]
    (found,) = lock_differences(project(requires={"a": "^2.0.0"}, lockfiles=(lockfile,)))[lockfile.path]
    assert found.words == "a is locked at 2.0.0-beta.1 and wanted at ^2.0.0"


def test_what_is_about_no_file_is_told_without_a_place() -> None:
    bundler = LockedPackage(name="b", version="1.0.0", path="node_modules/b", specs={"c": "^1.0.0"})
    lockfile = msgspec.structs.replace(locked({}), packages=(bundler,))
    here = project(requires={"b": "1.0.0"}, lockfiles=(lockfile,))
    events: list[Event] = []
    survey = Survey(lock_differences=lock_differences(here))
    _tell_findings(Evidence(project=here, survey=survey, plan=plan()), events.append)
    assert [each.text for each in events if "lockfile-out-of-sync" in each.text] == ["error lockfile-out-of-sync"]


def test_what_the_manager_accepted_is_not_questioned() -> None:
    here = project(requires={"b": "1.0.0"}, lockfiles=(locked({}),))
    survey = Survey(lock_differences=lock_differences(here))
    assert hits(lockfile_out_of_sync, Evidence(project=here, survey=survey, plan=plan()))
    installed = Evidence(project=here, survey=survey, plan=plan(), builds=(build(INSTALLED),))
    report = judge(installed, tool=Tool(name="buildcheck", version="0"), checks=(lockfile_out_of_sync,))
    assert not report.findings


def test_a_lockfile_of_another_manager_is_not_judged() -> None:
    here = project(requires={"b": "1.0.0"}, lockfiles=(msgspec.structs.replace(locked({}), manager="pnpm"),))
    survey = Survey(lock_differences=lock_differences(here))
    assert not hits(lockfile_out_of_sync, Evidence(project=here, survey=survey, plan=plan("npm")))


def test_hosts_other_than_registries_are_named() -> None:
    hosts = (
        HostContact(phase="fetch", host="first.example.test", outcome="reached"),
        HostContact(phase="build", host=REGISTRY, outcome="reached"),
        HostContact(phase="scripts", host="api.example.test", outcome="refused", by="pkg", reason="not known"),
        HostContact(phase="build", host="api.example.test", outcome="refused"),
    )
    found = hits(
        build_reaches_network, Evidence(project=project(), plan=plan(), builds=(build(INSTALLED, hosts=hosts),))
    )
    (hit,) = found
    said = "install scripts and the build tried to contact api.example.test: refused: not known. Asked for by pkg"
    assert hit.message == said
    assert "`--allow-host api.example.test`" in (hit.fix or "")


def test_the_server_of_a_made_value_is_not_to_be_fetched_from_or_let_through() -> None:
    hosts = (HostContact(phase="build", host="$DATABASE_URL", outcome="refused", reason="made up", by="pg"),)
    (hit,) = hits(build_reaches_network, Evidence(project=project(), plan=plan(), builds=(build(hosts=hosts),)))
    way = "Ask the server of DATABASE_URL in a step of the deployment or when the app runs, not in the build."
    assert hit.fix == way


def test_a_manager_s_own_registry_is_no_other_host() -> None:
    reason = f"{DEFAULT_REGISTRY} bun"
    hosts = (HostContact(phase="scripts", host="other.example.test", outcome="reached", reason=reason),)
    assert not hits(build_reaches_network, Evidence(project=project(), builds=(build(INSTALLED, hosts=hosts),)))


def test_what_the_started_app_contacts_is_no_part_of_the_build() -> None:
    hosts = (HostContact(phase="serve", host="api.example.test", outcome="refused"),)
    assert not hits(build_reaches_network, Evidence(project=project(), builds=(build(INSTALLED, hosts=hosts),)))


def test_what_an_install_script_downloads_is_not_fetched_when_a_page_is_asked_for() -> None:
    hosts = (HostContact(phase="scripts", host="api.example.test", outcome="unreachable"),)
    (hit,) = hits(build_reaches_network, Evidence(project=project(), builds=(build(INSTALLED, hosts=hosts),)))
    assert hit.message == "install scripts tried to contact api.example.test: unreachable"
    assert "download" in (hit.fix or "")
    assert "--allow-host" not in (hit.fix or "")


def test_the_fonts_of_the_real_build_are_named_once() -> None:
    place = At(path="app/layout.tsx", line=3)
    hosts = (HostContact(phase="build", host="fonts.googleapis.com", outcome="reached"),)
    evidence = Evidence(
        project=project(google_fonts=(place,)),
        plan=plan(google_fonts=("app/layout.tsx",)),
        builds=(build(INSTALLED, step(outcome="ok"), hosts=hosts),),
    )
    assert hits(build_reaches_network, evidence) == []
    (hit,) = hits(google_fonts_replaced, evidence)
    assert "The real build depends on fonts.googleapis.com" in hit.message
    assert hit.at == place


def test_blocked_scripts_are_listed() -> None:
    names = tuple(f"p{number}@1.0.0" for number in range(12))
    passed = build(INSTALLED, step(outcome="ok"), blocked=names)
    (hit,) = hits(install_scripts_blocked, Evidence(project=project(), plan=plan("pnpm"), builds=(passed,)))
    assert "p0@1.0.0" in hit.message
    assert "4 more" in hit.message
    assert "passed without them" in hit.message
    assert not hits(install_scripts_blocked, Evidence(project=project(), plan=plan(), builds=(build(INSTALLED),)))


def with_engines(wanted: str) -> Project:
    """A Next.js project whose locked version wants this Node."""
    package = LockedPackage(name="next", version="16.0.0", path="node_modules/next", engines_node=wanted)
    lockfile = Lockfile(manager="npm", path="package-lock.json", format="3", packages=(package,))
    return project(
        requires={"next": "16.0.0"}, lockfiles=(lockfile,), framework=Framework(name="next", version="16.0.0")
    )


def test_a_framework_that_refuses_the_node_is_an_error() -> None:
    evidence = Evidence(project=with_engines(">=24"), plan=plan(node="22.21.1"))
    (hit,) = hits(node_version_unsatisfied, evidence)
    assert "next 16.0.0 wants Node >=24" in hit.message
    assert not hits(node_version_outside_engines, evidence)
    assert not hits(node_version_unsatisfied, Evidence(project=with_engines(">=20"), plan=plan(node="22.21.1")))


def test_a_dependency_outside_its_engines_is_a_warning_once_it_built() -> None:
    built = (build(INSTALLED, step(outcome="ok")),)
    evidence = Evidence(project=with_engines(">=24"), plan=plan(node="22.21.1"), builds=built)
    assert not hits(node_version_unsatisfied, evidence)
    assert len(hits(node_version_outside_engines, evidence)) == 1


def test_out_of_memory_asks_for_twice_what_the_container_had() -> None:
    run = msgspec.structs.replace(step(outcome="out-of-memory"), detail="the limit was 4096 MiB")
    cause = diagnose(run, project())
    (hit,) = hits(out_of_memory, Evidence(project=project(), plan=plan(), builds=(build(run),), causes=cause))
    assert "the limit was 4096 MiB" in hit.message
    assert hit.fix is not None
    assert "--memory 8g" in hit.fix


def test_out_of_heap_is_raised_with_node_s_own_setting() -> None:
    run = step(log="FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n")
    evidence = Evidence(project=project(), plan=plan(), builds=(build(run),), causes=diagnose(run, project()))
    (hit,) = hits(out_of_memory, evidence)
    assert hit.fix is not None
    assert "--max-old-space-size" in hit.fix


def test_scripts_that_the_project_denies_are_not_named_while_the_build_passes() -> None:
    policy = ScriptPolicy(default="block", reason="the test says so", denied=("dep",))
    decided = msgspec.structs.replace(plan("pnpm"), scripts=policy)
    passed = build(INSTALLED, step(outcome="ok"), blocked=("dep@1.0.0",))
    assert not hits(install_scripts_blocked, Evidence(project=project(), plan=decided, builds=(passed,)))
