"""Which dependencies ask for install scripts, and which of those their manager blocks: from the answer of
``probes/install_scripts.cjs`` about an installed tree and the plan's policy to `InstallScripts`."""

from __future__ import annotations

import posixpath

import msgspec

from buildcheck.model.build import InstallScripts
from buildcheck.model.plan import Plan, ScriptPolicy

PROBE = "install_scripts.cjs"


def folders(plan: Plan) -> tuple[str, ...]:
    """Give the folders that packages are installed in, relative to the source root: those with a manifest."""
    manifests = (each for each in plan.fetch_inputs if posixpath.basename(each) == "package.json")
    return tuple(dict.fromkeys((plan.install_root, *(posixpath.dirname(each) or "." for each in manifests))))


def read_wanted(answer: str) -> tuple[str, ...] | None:
    """Read the probe's answer: ``name@version`` each; ``None`` when it gave none."""
    try:
        return msgspec.json.decode(answer, type=tuple[str, ...])
    except msgspec.MsgspecError:
        return None


def judge_scripts(wanted: tuple[str, ...], policy: ScriptPolicy) -> InstallScripts:
    """Say which of the packages that want a script don't get it."""
    blocked = tuple(each for each in wanted if not _may_run(each, policy))
    return InstallScripts(wanted=wanted, blocked=blocked)


def _may_run(package: str, policy: ScriptPolicy) -> bool:
    if any(_is_named(package, rule) for rule in policy.denied):
        return False
    return policy.default == "run" or any(_is_named(package, rule) for rule in policy.allowed)


def _is_named(package: str, rule: str) -> bool:
    """Tell whether a rule is about a package: ``name``, ``name@version`` or ``name@version || version`` (pnpm's
    ``onlyBuiltDependencies``, npm's ``allowScripts``)."""
    name, _, version = package.rpartition("@")
    about, at, versions = rule[1:].partition("@")
    if name != rule[:1] + about:
        return False
    return not at or version in (each.strip() for each in versions.split("||"))
