"""Node and the package manager in the version of this machine."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, Factor

_OF_NODE = (
    "node-version-refused", "openssl-legacy", "esm-cjs", "syntax-error", "native-build-", "manager-too-old-for-node",
    "system-library-missing",
)  # fmt: skip
_NEWER_FUNCTIONS = (
    "findLast", "findLastIndex", "hasOwn", "toSorted", "toReversed", "toSpliced", "isWellFormed", "toWellFormed",
    "Object.groupBy", "Map.groupBy", "Array.fromAsync", "Promise.withResolvers", "Promise.try", "RegExp.escape",
    "isSubsetOf", "isSupersetOf", "isDisjointFrom", "symmetricDifference",
)  # fmt: skip
_NEWER_GLOBALS = (
    "fetch", "structuredClone", "FormData", "ReadableStream", "File", "CustomEvent", "WebSocket", "navigator",
    "Iterator", "URLPattern", "Float16Array",
)  # fmt: skip
"""What Node learned from version 16 to 24 (its changelogs, and those of V8), as errors name it."""
_OF_MANAGER = (
    "lockfile-", "manager-", "peer-dependency-conflict", "workspace-protocol", "install-scripts-", "invalid-manifest",
    "package-not-installed",
)  # fmt: skip


def version_factors(situation: Situation) -> Iterator[Factor]:
    """Give one for each that differs in its major version; of the manager any, where the install failed."""
    failed = situation.build.failed if situation.build is not None else None
    installing = failed is not None and failed.phase in ("fetch", "scripts")
    for found in situation.of("version"):
        program = next((each for each in situation.machine.programs if each.name == found.subject), None)
        counts = found.weight != "harmless" or (installing and found.subject != "node")
        if program is not None and program.version is not None and counts:
            yield _factor(found, program.version, situation)


def _factor(found: Difference, version: str, situation: Situation) -> Factor:
    is_node = found.subject == "node"
    name = "Node" if is_node else found.subject
    planned = situation.plan.node.value if is_node else situation.plan.manager.version
    return Factor(
        kind="version",
        subject=found.subject,
        change=Change(node=version) if is_node else Change(manager=f"{found.subject}@{version}"),
        difference=replace(found, close=_close(found, version, situation)),
        because=f"this machine has {name} {version}, and a clean build uses {name} {planned}",
        given=f"{name} {version}",
        words=_unknown_before(version, planned) if is_node else _blocked(situation),
        diagnoses=_OF_NODE if is_node else _OF_MANAGER,
    )


def _blocked(situation: Situation) -> tuple[str, ...]:
    """Give the packages whose install scripts the clean build's manager did not run: another version may run them."""
    scripts = situation.build.scripts if situation.build is not None else None
    return tuple(each.rpartition("@")[0] for each in scripts.blocked or ()) if scripts is not None else ()


def _unknown_before(version: str, planned: str) -> tuple[str, ...]:
    """Give what an older Node says of what only newer ones have."""
    majors = [each.partition(".")[0] for each in (version, planned)]
    if not all(each.isdecimal() for each in majors) or int(majors[0]) <= int(majors[1]):
        return ()
    functions = (f"{name} is not a function" for name in _NEWER_FUNCTIONS)
    return (*functions, *(f"{name} is not defined" for name in _NEWER_GLOBALS))


def _close(found: Difference, version: str, situation: Situation) -> str | None:
    """Say what makes both sides the same on the one that builds: beside a clean build that passes, the other one."""
    is_node, manifest = found.subject == "node", situation.project.root_manifest.path
    if situation.build is not None and situation.build.failed is None:
        planned = situation.plan.node.value if is_node else situation.plan.manager.version
        return f"Use {'Node' if is_node else found.subject} {planned} here, too."
    if found.at is not None:
        return f"Ask for {version} in {found.at}, so that it is used everywhere."
    if is_node:
        return f'Set "engines": {{"node": "{version.partition(".")[0]}.x"}} in {manifest}.'
    return f'Set "packageManager": "{found.subject}@{version}" in {manifest}.'
