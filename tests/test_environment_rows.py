"""Rows of the table of variables, from inventories made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from buildcheck.environment_rows import rows
from buildcheck.model.build import Artefact, Build, Isolation
from buildcheck.model.check import Evidence
from buildcheck.model.environment import (
    Consequence,
    Declaration,
    EnvironmentRow,
    Expectation,
    Inventory,
    Leak,
    LeakVerdict,
    ObservedRead,
    Road,
    Sensitivity,
    Shape,
    Variable,
    VariableRead,
)
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from tests.parts import project

AT = At(path="lib/a.ts", line=3)
SERVER = VariableRead(at=AT, where=("server",), how="member")
BROWSER = VariableRead(at=AT, where=("browser",), how="member", inlined=True)
EXAMPLE = Declaration(by="example", at=At(path=".env.example", line=1))
GIVEN = Declaration(by="env-file", at=At(path=".env", line=1), gives=True)


def evidence(*variables: Variable, requires: dict[str, str] | None = None, **more: Any) -> Evidence:
    inventory = Inventory(variables={each.name: each for each in variables})
    return Evidence(project=project(requires=requires), survey=Survey(environment=inventory), **more)


def row(variable: Variable, **more: Any) -> EnvironmentRow:
    (found,) = rows(evidence(variable, **more))
    return found


def build(*leaks: Leak, reads: tuple[ObservedRead, ...] = ()) -> Build:
    isolation = Isolation(engine="docker", version="1", statement="s")
    return Build(isolation=isolation, steps=(), leaks=leaks, reads=reads, seconds=1.0, tree="installed", tree_reason="")


def leak(verdict: LeakVerdict) -> Leak:
    return Leak(variable="A", path="x.js", offset=0, length=9, encoding="plain", verdict=verdict)


def test_only_what_something_live_reads_or_a_file_tells_has_a_row() -> None:
    tested = Variable(name="A", reads=(VariableRead(at=AT, where=("test",), how="member"),))
    typed = Variable(name="B", declarations=(Declaration(by="types", at=AT),))
    platform = Variable(name="C", reads=(SERVER,), platform="Vercel")
    told = Variable(name="D", declarations=(EXAMPLE,))
    assert [each.name for each in rows(evidence(tested, typed, platform, told))] == ["D"]


def test_a_platform_variable_has_one_where_its_absence_was_seen_to_break_the_build() -> None:
    seen = Consequence(variable="C", effect="build-fails", message="It fails.", proof="two builds")
    variable = Variable(name="C", reads=(SERVER,), platform="Vercel")
    assert [each.name for each in rows(evidence(variable, consequences=(seen,)))] == ["C"]


@pytest.mark.parametrize(
    ("read", "needed", "effect"),
    [
        (SERVER, "run", "request-differs"),
        (BROWSER, "build", "baked"),
        (VariableRead(at=AT, where=("config",), how="member", at_import=True), "build", "unknown"),
        (VariableRead(at=AT, where=("server",), how="member", fallback=True), "run", "nothing"),
        (VariableRead(at=AT, where=("browser",), how="member", in_vain="no prefix"), "never", "nothing"),
        (VariableRead(at=AT, where=("script",), how="text"), "build", "unknown"),
        (VariableRead(at=AT, where=("script",), how="member"), "never", "nothing"),
    ],
)
def test_a_read_decides_when_and_what(read: VariableRead, needed: str, effect: str) -> None:
    found = row(Variable(name="A", reads=(read,)))
    assert found.consequence is not None
    assert (found.needed, found.consequence.effect, found.consequence.proof) == (needed, effect, None)


def test_a_schema_that_a_route_loads_may_fail_the_build() -> None:
    read = VariableRead(at=AT, where=("server",), how="schema", at_import=True, routes=("/",))
    demand = Expectation(type="url", by="zod", at=AT)
    found = row(Variable(name="A", reads=(read,), expectations=(demand,)))
    assert found.consequence is not None
    assert (found.needed, found.consequence.effect) == ("build", "build-fails")
    assert "may" in found.consequence.message
    lenient = Expectation(type="url", by="zod", at=AT, optional=True)
    assert row(Variable(name="A", reads=(read,), expectations=(lenient,))).optional


def test_what_was_shown_goes_before_what_was_read() -> None:
    shown = Consequence(variable="A", effect="build-fails", message="It fails.", proof="two builds")
    found = row(Variable(name="A", reads=(SERVER,)), consequences=(shown,))
    assert (found.needed, found.consequence) == ("build", shown)


def test_a_run_that_saw_the_configuration_read_it_says_when() -> None:
    seen = ObservedRead(name="A", phase="config")
    assert row(Variable(name="A", reads=(SERVER,)), builds=(build(reads=(seen,)),)).needed == "build"


@pytest.mark.parametrize(
    ("route", "written", "needed"),
    [
        ("/", ".next/server/app/index.html", "build"),
        ("/blog/[slug]", "web/.next/server/pages/blog/first.json", "build"),
        ("/docs/[[...path]]", ".next/server/app/docs.html", "build"),
        ("/api/feed", ".next/server/app/api/feed.body", "build"),
        ("/api/feed", ".next/server/app/api/feed/route.js", "run"),
        ("/blog/[slug]", ".next/server/app/blog/a/b.html", "run"),
        (None, ".next/server/app/index.html", "build"),
    ],
)
def test_what_is_rendered_ahead_needs_it_in_the_build(route: str | None, written: str, needed: str) -> None:
    """A handler that is loaded while pages are rendered, and then left to requests, needs nothing yet."""
    seen = ObservedRead(name="A", phase="prerender", route=route)
    done = replace(build(reads=(seen,)), artefacts=(Artefact(path=written, size=1, sha256="0"),))
    assert row(Variable(name="A", reads=(SERVER,)), builds=(done,)).needed == needed


@pytest.mark.parametrize(("road", "needed"), [("prefix", "build"), ("response", "run")])
def test_what_is_written_into_the_build_is_needed_there(road: Road, needed: str) -> None:
    done = build(replace(leak("public"), road=road))
    assert row(Variable(name="A", reads=(SERVER,)), builds=(done,)).needed == needed


def test_what_a_package_takes_by_itself_has_no_default() -> None:
    read = VariableRead(at=AT, where=("server",), how="package", fallback=True)
    found = row(Variable(name="A", reads=(read,)))
    assert found.consequence is not None
    assert (found.optional, found.consequence.effect) == (True, "unknown")


@pytest.mark.parametrize(
    ("leaks", "searched", "exposure"),
    [
        ((leak("exposed"),), True, "exposed"),
        ((leak("doubtful"),), True, "exposed"),
        ((leak("public"),), True, "public"),
        ((), True, "none"),
        ((), False, "unknown"),
    ],
)
def test_exposure_is_what_a_search_found(leaks: tuple[Leak, ...], searched: bool, exposure: str) -> None:
    names = frozenset({"A"} if searched else ())
    found = row(Variable(name="A", reads=(SERVER,)), builds=(build(*leaks),), searched=names)
    assert found.exposure == exposure


def test_without_a_build_the_files_prove_only_what_is_written_into_the_browsers_code() -> None:
    assert row(Variable(name="A", reads=(SERVER,))).exposure == "unknown"
    assert row(Variable(name="A", reads=(BROWSER,))).exposure == "public"
    assert row(Variable(name="A", reads=(BROWSER,), sensitivity="secret")).exposure == "exposed"


def test_a_package_of_the_service_may_read_what_no_code_names() -> None:
    variable = Variable(name="AUTH_GITHUB_ID", declarations=(EXAMPLE,))
    alone, used = row(variable), row(variable, requires={"next-auth": "5.0.0"})
    assert (alone.needed, used.needed) == ("never", "run")
    assert used.consequence is not None
    assert "next-auth may read it" in used.consequence.message


def test_what_the_configuration_sets_is_not_missing() -> None:
    config = Declaration(by="config", at=At(path="next.config.js", line=4), public=True)
    assert not row(Variable(name="cloudMode", reads=(BROWSER,), declarations=(config,))).missing
    passed_on = VariableRead(at=AT, where=("config",), how="member")
    assert row(Variable(name="MODE", reads=(BROWSER, passed_on), declarations=(config,))).missing


def test_a_switch_is_optional_unless_something_demands_it() -> None:
    assert row(Variable(name="DISABLE_LOGIN", reads=(SERVER,))).optional
    demand = Expectation(type="boolean", by="zod", at=AT)
    assert not row(Variable(name="DISABLE_LOGIN", reads=(SERVER,), expectations=(demand,))).optional


def test_the_worst_is_first() -> None:
    found = rows(
        evidence(
            Variable(name="A_UNUSED", declarations=(EXAMPLE,)),
            Variable(name="B_GIVEN", reads=(SERVER,), declarations=(GIVEN,)),
            Variable(name="C_DEFAULT", reads=(VariableRead(at=AT, where=("server",), how="member", fallback=True),)),
            Variable(name="D_TOLD", reads=(SERVER,), declarations=(EXAMPLE,)),
            Variable(name="E_UNDECLARED", reads=(SERVER,)),
            Variable(name="F_BAKED", reads=(BROWSER,)),
            Variable(name="G_FAILS", reads=(SERVER,)),
            Variable(name="H_EXPOSED", reads=(BROWSER,), sensitivity="secret"),
            consequences=(Consequence(variable="G_FAILS", effect="build-fails", message="x", proof="two builds"),),
        )
    )
    assert [each.name[0] for each in found] == ["H", "G", "F", "E", "D", "C", "B", "A"]


def test_what_a_value_must_be_comes_from_the_schema_or_the_example() -> None:
    demand = Expectation(type="string", by="zod", at=AT, least=32, starts="sk_", choices=())
    assert row(Variable(name="A", reads=(SERVER,), expectations=(demand,))).expects == (
        "string, at least 32 characters, begins with sk_"
    )
    level = Expectation(type="enum", by="zod", at=AT, choices=("info", "warn"))
    assert row(Variable(name="A", reads=(SERVER,), expectations=(level,))).expects == "one of info, warn"


@pytest.mark.parametrize(
    ("proof", "optional"), [("The build passes without it, with fewer pages.", False), (None, True)]
)
def test_a_default_that_a_build_showed_to_do_harm_is_none(proof: str | None, optional: bool) -> None:
    read = VariableRead(at=AT, where=("server",), how="member", fallback=True, empty=True)
    baked = Consequence(variable="A", effect="baked", message="The build makes fewer pages.", proof=proof)
    assert row(Variable(name="A", reads=(read,)), consequences=(baked,)).optional == optional


@pytest.mark.parametrize(("sensitivity", "expects"), [("secret", None), ("unknown", "integer")])
def test_the_digits_of_an_examples_password_are_no_demand(sensitivity: Sensitivity, expects: str | None) -> None:
    example = replace(EXAMPLE, shape=Shape(type="integer"))
    assert row(Variable(name="A", declarations=(example,), sensitivity=sensitivity)).expects == expects


@pytest.mark.parametrize(("read", "effect"), [(BROWSER, "baked"), (SERVER, "unknown")])
def test_what_no_run_came_to_is_written_into_the_browsers_code_all_the_same(read: VariableRead, effect: str) -> None:
    never = Consequence(variable="A", effect="unknown", message="A build without variables fails before its turn.")
    found = row(Variable(name="A", reads=(read,)), consequences=(never,)).consequence
    assert found is not None
    assert (found.effect, found.proof) == (effect, None)
    proven = replace(never, proof="two builds")
    assert row(Variable(name="A", reads=(read,)), consequences=(proven,)).consequence == proven


@pytest.mark.parametrize(("by", "needed"), [("prisma", "run"), ("acme", "build")])
def test_who_goes_through_the_whole_environment_needs_none_of_it(by: str, needed: str) -> None:
    reads = tuple(
        ObservedRead(name=name, phase="script", by=reader)
        for name, reader in (("A", by), ("A", "prisma"), ("DECOY", "prisma"))
    )
    done = replace(build(reads=reads), variables=("A", "DECOY"))
    assert row(Variable(name="A", reads=(SERVER,)), builds=(done,)).needed == needed
