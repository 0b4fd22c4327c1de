"""Settings of package managers and of Node that this machine has and the project does not carry along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args
from urllib.parse import urlsplit

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import MachineSetting, Scope
from buildcheck.model.plan import DEFAULT_REGISTRY
from buildcheck.model.project import ManagerName, Setting

_READ_BY: dict[ManagerName, tuple[ManagerName, ...]] = {
    "npm": ("npm",),
    "pnpm": ("npm", "pnpm"),
    "yarn": ("yarn",),
    "bun": ("bun", "npm"),
}
_FILES: dict[ManagerName, str] = {"npm": ".npmrc", "pnpm": ".npmrc", "yarn": ".yarnrc.yml", "bun": "bunfig.toml"}
_ON = "true"
_DOES = {
    ("legacy-peer-deps", _ON): "The install refuses requirements of peers that contradict each other (ERESOLVE).",
    ("force", _ON): "The install refuses requirements of peers that contradict each other (ERESOLVE).",
    ("ignore-scripts", _ON): "Install scripts of packages run that never ran here.",
    ("shamefully-hoist", _ON): "Packages that nothing declares are not found.",
    ("strict-peer-dependencies", "false"): "The install refuses missing peers.",
    ("auto-install-peers", _ON): "Peers that nothing declares may be missing.",
    ("auto-install-peers", "false"): "Peers are installed that are missing here.",
    ("engine-strict", _ON): "Packages are accepted that are refused here.",
    ("node-linker", "hoisted"): "Packages that nothing declares are not found.",
    ("nodeLinker", "node-modules"): "Packages are not laid out in node_modules.",
    ("public-hoist-pattern", "*"): "Packages that nothing declares are not found.",
    ("package-lock", "false"): "No lockfile is written here, so that versions drift.",
    ("optional", "false"): "Optional packages are installed that are missing here.",
    ("omit", "dev"): "Development packages are installed that are missing here.",
    ("omit", "optional"): "Optional packages are installed that are missing here.",
    ("production", _ON): "Development packages are installed that are missing here.",
    ("install-strategy", "nested"): "Packages are laid out in another way.",
    ("ignore-engines", _ON): "The install refuses packages that want another Node.",
    ("enableScripts", "false"): "Install scripts of packages run that never ran here.",
}
_MILD = frozenset({"engine-strict", "optional", "omit", "production", "package-lock", "auto-install-peers"})
_UNKNOWN = "It is not known to decide whether a project builds."
_HOST = re.compile(r"//(?P<host>[^/]+)/:")
_OPTIONS = {
    "--max-old-space-size": "A build that needs that much memory runs out of it.",
    "--openssl-legacy-provider": "Old bundlers fail with ERR_OSSL_EVP_UNSUPPORTED.",
    "--require": "What is loaded before every program here is missing.",
    "--import": "What is loaded before every program here is missing.",
    "--loader": "What is loaded before every program here is missing.",
    "--experimental-require-module": "require() of an ES module is refused by some versions of Node.",
}


def may_decide(key: str) -> bool:
    """Whether a setting of this name is known to decide what is installed, or how it is laid out."""
    return key.endswith("registry") or any(key == known for known, _ in _DOES)


def setting_differences(sides: Sides) -> Iterator[Difference]:
    """Give those that the plan's manager, and Node, would read."""
    own = {each.key: each for each in sides.project.settings}
    for setting in _by_precedence(sides):
        theirs = own.get(setting.key)
        # The environment is stronger than a file of the project, which is stronger than those of the user.
        if theirs is None or (setting.scope == "environment" and not _agrees(setting, theirs)):
            yield _of_manager(setting, theirs, sides)
    yield from _of_node(sides)


def _agrees(setting: MachineSetting, theirs: Setting) -> bool:
    """Whether the project says the same, as far as values are told: of an address that is scheme and host."""
    return theirs.value is None or theirs.value.startswith(setting.value or "")


def _by_precedence(sides: Sides) -> list[MachineSetting]:
    """Give the settings that count: those of the environment before the user's, and these before the installation's
    (docs.npmjs.com, "npmrc"; the other managers have the same order)."""
    read = [each for each in sides.machine.settings if each.manager in _READ_BY[sides.plan.manager.name]]
    strongest = {each.key: each.scope for scope in get_args(Scope) for each in read if each.scope == scope}
    return [each for each in read if each.scope == strongest[each.key]]


def _of_manager(setting: MachineSetting, theirs: Setting | None, sides: Sides) -> Difference:
    weight, consequence = _effect(setting, sides)
    file = _FILES[sides.plan.manager.name]
    shown = setting.key if setting.value is None else f"{setting.key}={setting.value}"
    return Difference(
        kind="setting",
        weight=weight,
        subject=setting.key,
        here=f"{shown} in {setting.file or 'the environment'}.",
        clean="No file of the project says so." if theirs is None else f"{theirs.file} says {theirs.value}.",
        consequence=consequence,
        close=_close(setting, file) if weight != "harmless" else None,
    )


def _close(setting: MachineSetting, file: str) -> str:
    if _HOST.match(setting.key):
        return f"Name the registry in the project's {file}, and hand its credentials over with --registry-auth."
    line = f"{setting.key}={setting.value}" if file == ".npmrc" and setting.value is not None else setting.key
    return f"Write {line} into the project's {file} if it is meant, and take it out of your own settings if not."


def _effect(setting: MachineSetting, sides: Sides) -> tuple[DifferenceWeight, str]:
    known = _DOES.get((setting.key, setting.value or ""))
    if known is not None:
        return "changes" if setting.key in _MILD else "may-break", known
    if match := _HOST.match(setting.key):
        if match["host"] in _hosts(sides) - _default_hosts(sides):
            return "may-break", f"Packages from {match['host']} may need these credentials."
        return "harmless", "Nothing of the lockfile needs it."
    if setting.key in ("registry", "npmRegistryServer", "install.registry") or setting.key.endswith(":registry"):
        return _of_registry(setting, sides)
    return "harmless", _UNKNOWN


def _of_registry(setting: MachineSetting, sides: Sides) -> tuple[DifferenceWeight, str]:
    host = urlsplit(setting.value or "").netloc
    if host and any(rule.host == host.partition(":")[0] for rule in sides.plan.network.registries):
        return "harmless", "The clean build uses the same one."
    return "may-break", "Packages are downloaded from another registry, which may not have them."


def _hosts(sides: Sides) -> frozenset[str]:
    return frozenset(host for lockfile in sides.project.lockfiles for host in lockfile.hosts)


def _default_hosts(sides: Sides) -> frozenset[str]:
    """Give the registries that are there for everybody: whoever publishes has credentials for them."""
    rules = sides.plan.network.registries
    return frozenset(rule.host for rule in rules if rule.reason.startswith(DEFAULT_REGISTRY))


def _of_node(sides: Sides) -> Iterator[Difference]:
    node = sides.machine.node
    if node.node_env is not None:
        said = {"": "is empty", "other": "has a value of its own"}.get(node.node_env, f"is {node.node_env}")
        here = f"NODE_ENV {said}."
        yield _shell("NODE_ENV", here, "changes", _of_node_env(node.node_env))
    for option in node.options or ():
        name = option.partition("=")[0]
        weight: DifferenceWeight = "may-break" if name in _OPTIONS else "harmless"
        yield _shell("NODE_OPTIONS", f"NODE_OPTIONS has {option}.", weight, _OPTIONS.get(name, _UNKNOWN))
    if node.path:
        yield _shell("NODE_PATH", "NODE_PATH is set.", "may-break", "Packages that only it leads to are not found.")


def _of_node_env(value: str) -> str:
    if value == "production":
        return "Development packages are installed that an install here leaves out."
    return "The framework builds for production, which it may not do here."


def _shell(name: str, here: str, weight: DifferenceWeight, consequence: str) -> Difference:
    close = f"Set {name} in the script that needs it, or take it out of your shell."
    return Difference(
        kind="setting",
        weight=weight,
        subject=name,
        here=here,
        clean="It is not set.",
        consequence=consequence,
        close=close if weight != "harmless" else None,
    )
