"""What is promised of synthetic values: the same each time, each on its own, found again wherever they go."""

from __future__ import annotations

import html
import json
import re
import subprocess
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.exposure.needles import make_groups
from buildcheck.model.environment import Declaration, Expectation, Inventory, Shape, ValueType, Variable, VariableRead
from buildcheck.model.synthetic import SyntheticValue
from buildcheck.services import find, read_services
from buildcheck.synthetic import synthesise
from buildcheck.synthetic.accepts import accepts
from buildcheck.synthetic.patterns import matching
from tests.synthetic.drawn import AT, EXPECTATIONS, NAMES


def inventory(*variables: Variable) -> Inventory:
    return Inventory(variables={each.name: each for each in variables})


def value_of(variable: Variable, packages: frozenset[str] = frozenset()) -> SyntheticValue | None:
    return synthesise(inventory(variable), seed="1", packages=packages).values.get(variable.name)


def text_of(name: str, *packages: str, example: Shape | None = None) -> str:
    declared = (Declaration(by="example", at=AT, shape=example),) if example else ()
    made = value_of(Variable(name=name, declarations=declared), frozenset(packages))
    assert made is not None
    return made.value


def expected(kind: ValueType, *, optional: bool = False, default: bool = False) -> Expectation:
    return Expectation(type=kind, by="zod", at=AT, optional=optional, default=default)


@given(names=st.sets(NAMES, min_size=1, max_size=30), seed=st.text(max_size=5))
def test_the_same_each_time_and_one_changes_no_other(names: set[str], seed: str) -> None:
    variables = [Variable(name=each) for each in sorted(names)]
    all_of_them = synthesise(inventory(*variables), seed=seed)
    assert synthesise(inventory(*reversed(variables)), seed=seed) == all_of_them
    alone = synthesise(inventory(variables[0]), seed=seed)
    assert alone.values.get(variables[0].name) == all_of_them.values.get(variables[0].name)
    canaries = [each.canary for each in all_of_them.values.values() if each.canary]
    assert len(canaries) == len(set(canaries))
    assert all(re.fullmatch("[a-z0-9]+", each) for each in canaries)


@given(name=NAMES, expectation=EXPECTATIONS)
def test_what_its_schema_accepts(name: str, expectation: Expectation) -> None:
    made = value_of(Variable(name=name, expectations=(expectation,)))
    if made is not None:
        assert accepts(expectation, made.value)


@given(name=NAMES, before=st.binary(max_size=4), after=st.text(max_size=4))
def test_found_again_in_every_writing(name: str, before: bytes, after: str) -> None:
    made = value_of(Variable(name=name))
    if made is None or made.canary is None:
        return
    needles = [needle.text for group in make_groups({name: made}) for needle in group.needles]
    writings = (
        made.value,
        json.dumps(made.value),
        html.escape(made.value),
        quote(made.value, safe=""),
        quote(quote(made.value, safe=""), safe=""),
        f"`{made.value}{after}`",
        b64encode(before + made.value.encode()).decode(),
        made.value.encode().hex(),
    )
    # A key that is base64 of something carries its canary in base64 alone; a number is not looked for in base64.
    again = made.canary in made.value and not made.number
    written = [each.encode() for each in (writings if again else writings[:6])]
    assert all(any(needle in each for needle in needles) for each in written)


def test_an_address_keeps_its_canary_in_each_part() -> None:
    made = value_of(Variable(name="DATABASE_URL"))
    assert made is not None
    assert made.canary
    parts = urlsplit(made.value)
    for each in (parts.hostname, parts.username, parts.password, parts.path):
        assert made.canary in (each or "")


def test_every_host_belongs_to_nobody() -> None:
    names = [name for each in read_services() for one in each.variables for name in one.names if "*" not in name]
    values = synthesise(inventory(*(Variable(name=each) for each in names)), seed="1").values
    hosts = [urlsplit(each.value).hostname for each in values.values() if "://" in each.value]
    assert len(hosts) > 50
    assert all(each is None or each.endswith(".example") or "." not in each for each in hosts)


@pytest.mark.parametrize(
    ("packages", "example", "protocol"),
    [
        ((), None, "postgresql"),
        (("mongoose",), None, "mongodb"),
        (("mysql2",), None, "mysql"),
        (("mysql2", "pg"), None, "postgresql"),
        (("pg",), "mysql", "mysql"),
        ((), "file", "file"),
        ((), "http", "postgresql"),
    ],
)
def test_the_address_of_the_database_that_is_used(
    packages: tuple[str, ...], example: str | None, protocol: str
) -> None:
    shape = Shape(type="url", protocol=example) if example else None
    assert urlsplit(text_of("DATABASE_URL", *packages, example=shape)).scheme == protocol


def test_a_path_of_the_site_begins_with_a_slash() -> None:
    assert text_of("TERMS_URL", example=Shape(type="path")).startswith("/")
    assert text_of("KEY_FILE", example=Shape(type="path")).startswith("./")


def test_a_service_knows_its_own_database() -> None:
    assert text_of("TURSO_DATABASE_URL", "pg").startswith("libsql:")
    assert text_of("PRIVATE_KEY", "viem").startswith("0x")
    assert text_of("PRIVATE_KEY").startswith("-----BEGIN PRIVATE KEY-----\n")


@pytest.mark.parametrize("name", ["SKIP_ENV_VALIDATION", "BASE_PATH", "NPM_TOKEN", "SENTRY_AUTH_TOKEN", "TURBO_TOKEN"])
def test_left_unset_unless_a_schema_demands_it(name: str) -> None:
    assert value_of(Variable(name=name)) is None
    assert value_of(Variable(name=name, expectations=(expected("string", optional=True),))) is None
    assert value_of(Variable(name=name, expectations=(expected("string"),))) is not None


def test_never_set() -> None:
    assert value_of(Variable(name="NODE_ENV", expectations=(expected("string"),))) is None
    assert value_of(Variable(name="VERCEL_URL", platform="Vercel")) is None
    only_tests = VariableRead(at=AT, where=("test",), how="member")
    assert value_of(Variable(name="TEST_USER", reads=(only_tests,))) is None


def test_a_setting_keeps_its_default() -> None:
    assert value_of(Variable(name="PAGE_SIZE", expectations=(expected("number", default=True),))) is None
    with_fallback = VariableRead(at=AT, where=("server",), how="member", fallback=True)
    assert value_of(Variable(name="DEFAULT_LOCALE", reads=(with_fallback,))) is None
    assert value_of(Variable(name="SESSION_STRATEGY", reads=(with_fallback,))) is None
    assert value_of(Variable(name="SESSION_STRATEGY")) is not None
    assert value_of(Variable(name="SITE_URL", reads=(with_fallback,))) is not None


def test_decoys_are_those_that_the_project_does_not_mention() -> None:
    made = synthesise(inventory(Variable(name="AWS_SECRET_ACCESS_KEY")), seed="1").values
    assert not made["AWS_SECRET_ACCESS_KEY"].decoy
    assert sum(each.decoy and each.canary is not None for each in made.values()) >= 4


@pytest.mark.parametrize(
    "pattern", ["((a{1000}){1000}){1000}", "^(([a-f0-9])+.)+[G-Z]$", "(" * 500, "a{999999999}", "[]"]
)
def test_hostile_patterns_cost_little(pattern: str) -> None:
    expectation = Expectation(type="string", by="zod", at=AT, pattern=pattern)
    made = value_of(Variable(name="X", expectations=(expectation,)))
    assert made is not None
    assert len(made.value) <= 500


@pytest.mark.parametrize("least", [1e12, float("inf")])
def test_no_length_takes_all_memory(least: float) -> None:
    made = value_of(Variable(name="X", expectations=(Expectation(type="string", by="zod", at=AT, least=least),)))
    assert made is not None
    assert len(made.value) <= 10_100


def test_a_pattern_gets_a_canary_where_it_leaves_room() -> None:
    assert "bc0d" in (matching("^[a-z]{4}_[0-9a-z]{30}$", "X", "1") or "")


def test_openssl_reads_the_key(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text(text_of("GITHUB_APP_PRIVATE_KEY"), "utf-8")
    done = subprocess.run(
        ["openssl", "pkey", "-in", key, "-check", "-noout"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "Key is valid")


def test_services_are_found_with_any_prefix() -> None:
    for name in ("SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL", "VITE_SUPABASE_URL"):
        found = find(name)
        assert found is not None
        assert found[0].id == "supabase"
    assert find("MY_OWN_THING") is None
    secret, public = find("STRIPE_KEY"), find("NEXT_PUBLIC_STRIPE_KEY")
    assert secret is not None
    assert public is not None
    assert (secret[1].kind, public[1].kind) == ("secret", "public")


def test_what_services_say_holds_together() -> None:
    ids = [each.id for each in read_services()]
    assert len(ids) == len(set(ids))
    names = [name for each in read_services() for one in each.variables for name in one.names]
    assert len(names) == len(set(names))
    for service in read_services():
        assert service.docs is not None
        for one in service.variables:
            plain = one.names[0].replace("*", "X")
            assert find(plain) == (service, one), plain
            assert one.kind != "secret" or one.reason, plain
            for shape in (one.shape, one.test):
                assert shape is None or re.search(shape, text_of(plain)), plain
            assert one.live is None or not re.search(one.live, text_of(plain)), plain
