"""Which Node is chosen, and what is said about it."""

from __future__ import annotations

from typing import Any

import pytest

from buildcheck.errors import UsageError
from buildcheck.model.project import Framework, NodePin, Project
from buildcheck.plan.catalogue import node_releases
from buildcheck.plan.node import choose_node, resolve
from tests.plan.sample import RELEASES, locked, lockfile, pin, project


def pinned(*pins: NodePin, **fields: Any) -> Project:
    return project(node_pins=pins, **fields)


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        ("20", "20.20.2"),
        ("v20", "20.20.2"),
        ("20.x", "20.20.2"),
        ("^20.9.0", "20.20.2"),
        (">=18", "24.21.0"),
        (">=18 <21", "20.20.2"),
        ("18 || 20 || 22", "22.23.3"),
        ("*", "24.21.0"),
        ("lts/*", "24.21.0"),
        ("lts/jod", "22.23.3"),
        ("LTS/Iron\n", "20.20.2"),
        ("node", "26.10.0"),
        ("26", "26.10.0"),
        ("18.17.1", "18.17.1"),
        ("v16.13.0", "16.13.0"),
        ("~18.17", "18.17.0"),
        ("14.x", "14.0.0"),
        (">=16 <17", "16.20.2"),
        ("99", None),
        (">=99", None),
        ("99.0.0", None),
        ("system", None),
        ("", None),
        ("lts/nonsense", None),
    ],
)
def test_what_a_pin_stands_for(wanted: str, version: str | None) -> None:
    assert resolve(wanted, RELEASES) == version


def test_engines_come_before_files_whatever_the_order_they_were_read_in() -> None:
    chosen, remarks = choose_node(pinned(pin(".nvmrc", "18"), pin("engines.node", "20.x")), None, RELEASES)
    assert chosen.value == "20.20.2"
    assert chosen.at is not None
    assert chosen.at.path == "engines.node"
    assert [each.value for each in remarks] == ["18"]


def test_pins_that_agree_need_no_remark() -> None:
    _, remarks = choose_node(pinned(pin("engines.node", ">=18"), pin(".nvmrc", "24")), None, RELEASES)
    assert remarks == ()


def test_the_setting_comes_before_all_pins() -> None:
    chosen, _ = choose_node(pinned(pin("engines.node", "20")), "22", RELEASES)
    assert chosen.value == "22.23.3"


@pytest.mark.parametrize("setting", ["99", "nonsense", ">=99"])
def test_a_setting_that_no_release_satisfies_is_an_error(setting: str) -> None:
    with pytest.raises(UsageError, match="no such Node release"):
        choose_node(pinned(), setting, RELEASES)


def test_a_pin_that_says_nothing_is_passed_over_with_a_remark() -> None:
    chosen, remarks = choose_node(pinned(pin(".nvmrc", "system"), pin(".node-version", "20.11.1")), None, RELEASES)
    assert chosen.value == "20.11.1"
    assert "names no known Node release" in remarks[0].reason


def test_the_tag_of_an_image_is_read_as_a_version() -> None:
    assert choose_node(pinned(pin("Dockerfile", "20-alpine")), None, RELEASES)[0].value == "20.20.2"


@pytest.mark.parametrize("tag", ["latest", "current-slim"])
def test_an_image_s_tag_that_moves_is_no_choice(tag: str) -> None:
    chosen, remarks = choose_node(pinned(pin("Dockerfile", tag)), None, RELEASES)
    assert (chosen.value, chosen.at, remarks) == ("24.21.0", None, ())


def test_a_pin_below_the_framework_s_minimum_is_kept_and_remarked() -> None:
    given = pinned(pin(".nvmrc", "18"), lockfiles=(), framework=Framework(name="next", version="16.0.1"))
    chosen, remarks = choose_node(given, None, RELEASES)
    assert chosen.value == "18.20.8"
    assert [each.value for each in remarks] == [">=20.9.0"]


def test_without_a_pin_the_framework_s_minimum_counts() -> None:
    packages = (locked("next", "99.0.0", engines_node=">=26"),)
    given = project(framework=Framework(name="next", version="99.0.0"), lockfiles=(lockfile(packages=packages),))
    assert choose_node(given, None, RELEASES)[0].value == "26.10.0"


@pytest.mark.parametrize(
    ("version", "demanded"),
    [("13.2.4", ">=14.6.0"), ("13.5.6", ">=16.14.0"), ("14.2.0-canary.3", ">=18.17.0"), ("16.1.0", ">=20.9.0")],
)
def test_next_s_own_minimum_is_known_by_line(version: str, demanded: str) -> None:
    given = pinned(pin(".nvmrc", "14.0.0"), lockfiles=(), framework=Framework(name="next", version=version))
    assert [each.value for each in choose_node(given, None, RELEASES)[1]] == [demanded]


def test_the_catalogue_has_the_line_that_hosts_default_to() -> None:
    assert choose_node(project(), None, node_releases())[0].value.startswith("24.")
