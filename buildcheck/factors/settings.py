"""Settings of the package manager, and of Node, that this machine has and the project does not carry along. Addresses
and credentials are never handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, Factor, NotTried
from buildcheck.model.machine import MachineSetting

_PEERS = ("peer-dependency-conflict", "package-not-", "missing-types", "version-not-found")
_LAYOUT = ("package-not-", "missing-types", "command-not-found", "typescript-not-installed", "module-path-wrong")
_SCRIPTS = (
    "native-build-", "husky-prepare", "prisma-", "install-scripts-", "command-not-found", "script-missing", "killed",
    "system-library-missing",
)  # fmt: skip
_DIAGNOSES = {
    "legacy-peer-deps": _PEERS,
    "force": _PEERS,
    "strict-peer-deps": _PEERS,
    "strict-peer-dependencies": _PEERS,
    "auto-install-peers": _PEERS,
    "ignore-scripts": _SCRIPTS,
    "enableScripts": _SCRIPTS,
    "engine-strict": ("node-version-refused",),
    "ignore-engines": ("node-version-refused",),
    "shamefully-hoist": _LAYOUT,
    "node-linker": _LAYOUT,
    "nodeLinker": _LAYOUT,
    "public-hoist-pattern": _LAYOUT,
    "hoist-pattern": _LAYOUT,
    "hoist": _LAYOUT,
    "install-strategy": _LAYOUT,
    "omit": _LAYOUT,
    "production": _LAYOUT,
    "optional": _LAYOUT,
    "package-lock": ("lockfile-",),
}
"""The settings that a build can be given, with the diagnoses that they are known to decide."""
_SIZE = re.compile(r"--[a-z-]+(?:=\d+)?")


def setting_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give one for each setting that is known to decide something."""
    settings = {each.key: each for each in situation.machine.settings}
    for found in situation.of("setting"):
        if found.subject == "NODE_ENV":
            yield from _node_env(found, situation)
        elif found.subject in settings and found.weight != "harmless":
            yield _of_manager(_weighed(found, situation), settings[found.subject], situation)
    yield from _node_options(situation)


def _weighed(found: Difference, situation: Situation) -> Difference:
    """Where a script of the install failed that never runs here, that is what the failure is about."""
    failed = situation.build.failed if situation.build is not None else None
    runs = failed is not None and failed.phase == "scripts" and found.subject in ("ignore-scripts", "enableScripts")
    return replace(found, weight="breaks") if runs else found


def _of_manager(found: Difference, setting: MachineSetting, situation: Situation) -> Factor | NotTried:
    name = situation.plan.manager.name
    if setting.key not in _DIAGNOSES or setting.value is None:
        return NotTried(difference=found, reason="Addresses and credentials of this machine are not handed over.")
    if name == "bun":
        return NotTried(difference=found, reason="Bun takes it from files of the user alone.")
    return Factor(
        kind="setting",
        subject=setting.key,
        # Without a lockfile of its own, nobody here installs what the committed one says.
        change=Change(settings={setting.key: setting.value}, frozen=False if setting.key == "package-lock" else None),
        difference=found,
        because=f"`{setting.key}={setting.value}` is set in {setting.file or 'the environment'} alone",
        given="that setting",
        words=(setting.key,),
        diagnoses=_DIAGNOSES[setting.key],
    )


def _node_env(found: Difference, situation: Situation) -> Iterator[Factor]:
    value = situation.machine.node.node_env
    if value is not None and value != "other":
        passed = situation.build is not None and situation.build.failed is None
        away = "Take NODE_ENV out of your shell, and install again."
        yield Factor(
            kind="setting",
            subject="NODE_ENV",
            change=Change(environment={"NODE_ENV": value}),
            difference=replace(found, close=away) if passed else found,
            because=f"`NODE_ENV={value}` is set in the shell of this machine",
            given="that variable",
            diagnoses=("package-not-", "missing-types", "command-not-found", "nonstandard-node-env", "typescript-"),
        )


def _node_options(situation: Situation) -> Iterator[Factor | NotTried]:
    found = [each for each in situation.of("setting") if each.subject == "NODE_OPTIONS"]
    options = situation.machine.node.options or ()
    weighty = next((each for each in found if each.weight != "harmless"), None)
    if weighty is None:
        return
    if not all(_SIZE.fullmatch(each) for each in options) or {"--require", "--import", "--loader"} & set(options):
        yield NotTried(difference=weighty, reason="It loads a file of this machine.")
        return
    text = " ".join(options)
    yield Factor(
        kind="setting",
        subject="NODE_OPTIONS",
        change=Change(environment={"NODE_OPTIONS": text}),
        difference=weighty,
        because=f"`NODE_OPTIONS={text}` is set in the shell of this machine",
        given="these options",
        diagnoses=("heap-out-of-memory", "openssl-legacy", "esm-cjs", "killed"),
    )
