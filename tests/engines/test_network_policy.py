"""What each phase may reach, by network mode."""

from __future__ import annotations

import pytest

from buildcheck.engines.docker.network_policy import policy
from buildcheck.model.plan import HostRule, Network, NetworkMode, Phase

REGISTRY = HostRule(host="Registry.Example.Test.", reason="the registry")
FONTS = HostRule(host="fonts.example.test", reason="next/font")
INTRANET = HostRule(host="cms.corp", port=8443, reason="--allow-host")


def network(mode: NetworkMode) -> Network:
    return Network(mode=mode, registries=(REGISTRY,), known=(FONTS,), allowed=(INTRANET,))


@pytest.mark.parametrize(
    ("phase", "mode", "hosts", "is_open"),
    [
        ("fetch", "known", {"registry.example.test", "cms.corp"}, False),
        ("fetch", "open", {"registry.example.test", "cms.corp"}, False),
        ("fetch", "none", {"registry.example.test", "cms.corp"}, False),
        ("scripts", "known", {"registry.example.test", "fonts.example.test", "cms.corp"}, False),
        ("build", "open", {"registry.example.test", "fonts.example.test", "cms.corp"}, True),
        ("scripts", "none", set(), False),
        ("build", "none", set(), False),
    ],
)
def test_hosts_of_a_phase(phase: Phase, mode: NetworkMode, hosts: set[str], is_open: bool) -> None:
    made = policy(phase, network(mode))
    assert {rule["host"] for rule in made["rules"]} == hosts
    assert made["open"] is is_open


def test_only_hosts_that_the_user_named_may_be_private() -> None:
    rules = policy("build", network("known"))["rules"]
    assert {rule["host"] for rule in rules if rule["private"]} == {"cms.corp"}


def test_a_registry_may_be_private_when_the_user_names_it_as_well() -> None:
    allowed = HostRule(host="registry.example.test", reason="--allow-host")
    plan = Network(mode="known", registries=(HostRule(host="registry.example.test", reason="the registry"),))
    assert [rule["private"] for rule in policy("fetch", plan)["rules"]] == [False]
    named = Network(mode="known", registries=plan.registries, allowed=(allowed,))
    assert all(rule["private"] for rule in policy("fetch", named)["rules"])


def test_a_port_named_by_the_user_opens_no_private_address_on_another_port() -> None:
    wide = HostRule(host="cms.corp", reason="the lockfile")
    plan = Network(mode="known", registries=(wide,), allowed=(INTRANET,))
    by_port = {rule["port"]: rule["private"] for rule in policy("fetch", plan)["rules"]}
    assert by_port == {None: False, 8443: True}


def test_registries_found_later_are_allowed_where_the_planned_ones_are() -> None:
    late = HostRule(host="late.example.test", reason="redirect")
    assert "late.example.test" in {rule["host"] for rule in policy("fetch", network("none"), (late,))["rules"]}
    assert policy("build", network("none"), (late,))["rules"] == []


def test_a_refusal_says_which_rule_it_follows() -> None:
    assert "neither a registry nor" in policy("build", network("known"))["refusal"]
    assert "--network none" in policy("build", network("none"))["refusal"]
