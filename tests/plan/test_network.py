"""Which hosts a run may reach."""

from __future__ import annotations

import pytest

from buildcheck.errors import UsageError
from buildcheck.model.plan import Network
from buildcheck.model.project import Project, Setting
from buildcheck.model.settings import Settings
from buildcheck.model.value import At
from buildcheck.plan.make import make_plan
from buildcheck.plan.network import known_hosts
from tests.plan.sample import RELEASES, locked, lockfile, project


def network(given: Project, *allow: str) -> Network:
    return make_plan(given, Settings(allow_hosts=allow), releases=RELEASES).network


def setting(file: str, key: str, value: str | None) -> Setting:
    return Setting(file=file, key=key, value=value, at=At(path=file))


def test_registries_come_from_settings_and_from_the_lockfile() -> None:
    settings = (
        setting(".npmrc", "registry", "https://registry.example.test/npm/"),
        setting(".npmrc", "@own:registry", "http://own.example.test:8080"),
        setting(".npmrc", "//own.example.test/:_authToken", None),
        setting(".yarnrc.yml", "npmScopes.own.npmRegistryServer", "https://berry.example.test"),
        setting("bunfig.toml", "install.scopes.own", "https://bun.example.test"),
        setting(".npmrc", "homepage", "https://no.example.test"),
        setting(".npmrc", "registry", "https://[broken"),
    )
    given = project(settings=settings, lockfiles=(lockfile(hosts=("tarballs.example.test", "other.example.test:444")),))
    assert [(each.host, each.port) for each in network(given).registries] == [
        ("registry.example.test", None),
        ("own.example.test", 8080),
        ("berry.example.test", None),
        ("bun.example.test", None),
        ("tarballs.example.test", None),
        ("other.example.test", 444),
    ]


def test_a_known_host_is_let_through_only_for_the_package_that_needs_it() -> None:
    assert network(project()).known == ()
    given = project(lockfiles=(lockfile(packages=(locked("@prisma/engines"),)),))
    assert [each.host for each in network(given).known] == ["binaries.prisma.sh"]
    assert "@prisma/engines" in network(given).known[0].reason


@pytest.mark.parametrize(("version", "hosts"), [("0.32.6", 3), ("0.33.5", 0)])
def test_a_known_host_may_be_needed_by_some_versions_only(version: str, hosts: int) -> None:
    given = project(lockfiles=(lockfile(packages=(locked("sharp", version),)),))
    assert len(network(given).known) == hosts


def test_google_fonts_are_known_when_the_project_imports_them() -> None:
    given = project(google_fonts=(At(path="app/layout.tsx", line=1),))
    assert [each.host for each in network(given).known] == ["fonts.googleapis.com", "fonts.gstatic.com"]


def test_every_known_host_names_who_needs_it_and_where_that_was_read() -> None:
    for each in known_hosts():
        assert each.packages or each.when == "google-fonts", each.host
        assert each.source, each.host
        assert each.reason, each.host


def test_allowed_hosts() -> None:
    rules = network(project(), "api.example.com", "*.Example.org", "db.example.com:5432").allowed
    assert [(each.host, each.port) for each in rules] == [
        ("api.example.com", None),
        ("*.example.org", None),
        ("db.example.com", 5432),
    ]


@pytest.mark.parametrize(
    "text", ["", "https://example.com", "a b", "host:", "host:0", "host:99999", "host:x", "*", "-"]
)
def test_what_is_no_host_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="--allow-host"):
        network(project(), text)
