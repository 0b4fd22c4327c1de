"""What each phase may reach, as the sidecar understands it: in `Network` and a phase, out a plain JSON-able policy."""

from __future__ import annotations

from typing import Any

from buildcheck.model.plan import HostRule, Network, Phase

_REFUSALS = {
    "fetch": "only registries may be reached in the fetch phase",
    "none": "the network is off in this phase (--network none)",
    "known": "neither a registry nor a host that a known package needs",
}


def policy(phase: Phase, network: Network, extra_registries: tuple[HostRule, ...] = ()) -> dict[str, Any]:
    """Give the policy of ``phase``: its rules, whether every public name is open, and why others are refused.

    A rule is ``private`` when the user named its host by ``--allow-host``: only then may it resolve to an address that
    is not public.
    """
    rules = _rules(phase, network, extra_registries)
    return {
        "phase": phase,
        "open": network.mode == "open" and phase != "fetch",
        "rules": [_rule(each, network.allowed) for each in rules],
        "refusal": _REFUSALS["fetch" if phase == "fetch" else "none" if network.mode == "none" else "known"],
    }


def _rules(phase: Phase, network: Network, extra: tuple[HostRule, ...]) -> tuple[HostRule, ...]:
    if phase == "fetch":
        return (*network.registries, *extra, *network.allowed)
    if network.mode == "none":
        return ()
    return (*network.registries, *extra, *network.known, *network.allowed)


def _rule(rule: HostRule, allowed: tuple[HostRule, ...]) -> dict[str, Any]:
    private = any(each.host.lower() == rule.host.lower() and each.port in (None, rule.port) for each in allowed)
    return {"host": rule.host.lower().rstrip("."), "port": rule.port, "reason": rule.reason, "private": private}
