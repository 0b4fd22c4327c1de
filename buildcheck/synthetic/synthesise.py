"""The values: for each variable of the inventory, and for decoys that no project mentions."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Inventory, Variable
from buildcheck.model.synthetic import Synthetic, SyntheticValue
from buildcheck.synthetic.canary import canary
from buildcheck.synthetic.kinds import make
from buildcheck.synthetic.need import need_of
from buildcheck.synthetic.templates import fill

DECOYS = {
    # Half of a pair: the AWS SDKs take it only with an AWS_ACCESS_KEY_ID (credential-provider-env, fromEnv).
    "AWS_SECRET_ACCESS_KEY": "<fill:40>",
    # A third of what EnvironmentCredential of @azure/identity wants.
    "AZURE_CLIENT_SECRET": "<fill:40>",
    # GitLab sets it for docker login in scripts; no tool of a web build reads it.
    "CI_REGISTRY_PASSWORD": "glcbt-<fill:36>",
    "DEPLOY_SSH_PASSPHRASE": "<fill:32>",
}
"""Secrets that machines of CI hold, and that change nothing of what package managers, bundlers and SDKs do."""


def synthesise(inventory: Inventory, *, seed: str) -> Synthetic:
    """Make the values. Each depends on its own variable and the seed alone, so that another variable changes none.

    Left unset are variables that hosts and tools set themselves, and switches that nothing demands.
    """
    made = {each.name: each for variable in inventory.variables.values() for each in _value(variable, seed)}
    decoys = {name: _decoy(name, text, seed) for name, text in DECOYS.items() if name not in inventory.variables}
    return Synthetic(seed=seed, values=made | decoys)


def _value(variable: Variable, seed: str) -> Iterator[SyntheticValue]:
    need = None if variable.platform is not None or not _is_wanted(variable) else need_of(variable)
    if need is None:
        return
    value, mark = make(need, variable.name, seed)
    yield SyntheticValue(
        name=variable.name,
        value=value,
        type=need.type,
        canary=mark,
        number=mark is not None and mark.isdecimal(),
        reason=need.reason,
    )


def _is_wanted(variable: Variable) -> bool:
    """Whether something could read it: what is only declared may be read by a package, what only tests read is not."""
    return not variable.reads or any(each.where != ("test",) for each in variable.reads)


def _decoy(name: str, template: str, seed: str) -> SyntheticValue:
    return SyntheticValue(
        name=name,
        value=fill(template, name, seed),
        type="secret",
        canary=canary(name, seed),
        reason="nothing in the project mentions it",
        decoy=True,
    )
