"""How a clean build is confined: a lockfile that is held on to, and hosts that it may not reach."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.factors.log import log_of
from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, Factor, NotTried

_BY_HAND = {"npm": "npm install", "pnpm": "pnpm install", "yarn": "yarn install", "bun": "bun install"}


def circumstance_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give those that the clean build speaks for."""
    failed = situation.build.failed if situation.build is not None else None
    if failed is None:
        return
    told = {each.key for each in situation.machine.settings}
    if failed.phase == "fetch" and situation.project.lockfiles:
        if "package-lock" not in told:
            yield _by_hand(situation)
        by_setting = bool({"legacy-peer-deps", "force"} & told)
        if situation.plan.manager.name == "npm" and "ERESOLVE" in log_of(situation) and not by_setting:
            yield from _in_spite_of_peers(situation)
    yield from _network(situation)


def _by_hand(situation: Situation) -> Factor:
    command = _BY_HAND[situation.plan.manager.name]
    lockfile = next(iter(situation.project.lockfiles)).path
    frozen = situation.plan.install.value
    return Factor(
        kind="setting",
        subject=command,
        change=Change(frozen=False),
        difference=Difference(
            kind="setting",
            weight="changes",
            subject=command,
            here=f"`{command}`, run by hand, changes {lockfile} where it does not fit package.json.",
            clean=f"`{frozen}` holds on to {lockfile}, and fails where it does not fit.",
            consequence="What is committed can't be installed.",
            close=f"Run {command} and commit {lockfile}.",
        ),
        because=f"`{lockfile}` does not fit package.json, and `{command}`, as it is run by hand, mends that without a "
        "word",
        given=f"`{command}`",
        diagnoses=("lockfile-out-of-sync-", "lockfile-missing", "tarball-integrity"),
    )


def _in_spite_of_peers(situation: Situation) -> Iterator[Factor]:
    """An installed tree in spite of a conflict tells how it was installed, whether a setting says so or not."""
    if situation.machine.tree is None:
        return
    option = "npm install --legacy-peer-deps"
    yield Factor(
        kind="setting",
        subject=option,
        change=Change(settings={"legacy-peer-deps": "true"}),
        difference=Difference(
            kind="setting",
            weight="may-break",
            subject=option,
            here="node_modules is there in spite of the conflict: it was installed with --legacy-peer-deps or --force.",
            clean="The install refuses requirements of peers that contradict each other (ERESOLVE).",
            consequence="Nothing is installed.",
            close="Write legacy-peer-deps=true into the project's .npmrc, or take versions that fit each other.",
        ),
        because="`node_modules` was installed here with `--legacy-peer-deps` or `--force`, and no file of the project "
        "says so",
        given="that option",
        diagnoses=("peer-dependency-conflict",),
    )


def _network(situation: Situation) -> Iterator[Factor]:
    contacts = situation.build.hosts if situation.build is not None else ()
    refused = tuple(dict.fromkeys(each.host for each in contacts if each.outcome == "refused"))
    # Who wants no network at all has said so.
    if not refused or situation.plan.network.mode != "known":
        return
    listed = ", ".join(refused[:3])
    yield Factor(
        kind="network",
        subject=listed,
        change=Change(network="open"),
        difference=Difference(
            kind="network",
            weight="may-break",
            subject=listed,
            here=f"{listed} can be reached.",
            clean=f"{listed} was refused (--network {situation.plan.network.mode}).",
            consequence="What is downloaded during the build is missing.",
            close=f"Fetch it before the build and commit it, or allow it: --allow-host {refused[0]}.",
        ),
        because=f"the build downloads from {listed}, which a clean build may not reach",
        given="an open network",
        words=refused,
        diagnoses=("host-refused", "host-unreachable", "network-refused", "google-fonts", "prisma-engine-download"),
    )
