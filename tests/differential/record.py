"""``python -m tests.differential.record``: ask the real builds, and keep what they say in ``recorded``.

What is kept for a case that is unchanged stands, unless ``--again`` is given. A build that was too slow or was killed
says nothing and is not kept. Results are written as they come: a run that is broken off can be taken up again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import docker
import msgspec
from platformdirs import user_cache_path

from buildcheck.engines.docker.client import connect
from tests.differential.builds import build, install
from tests.differential.case import HERE, Case, cases
from tests.differential.outcome import Outcome, outcome
from tests.differential.targets import TARGETS, Target, target

RECORDED = HERE / "recorded"
CACHE = user_cache_path("buildcheck-tests") / "next"


def recorded(which: Target) -> dict[str, Outcome]:
    """Read what is kept for a target, by the name of the case."""
    file = RECORDED / f"{which.name}.jsonl"
    lines = file.read_bytes().splitlines() if file.exists() else ()
    read = (msgspec.json.decode(line, type=Outcome) for line in lines)
    return {each.case: each for each in read}


def keep(which: Target, known: dict[str, Outcome], order: Iterable[str]) -> None:
    """Write the results of a target in the ``order`` of its cases; those of cases that are gone are dropped."""
    lines = [msgspec.json.encode(known[name]) + b"\n" for name in order if name in known]
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{which.name}.jsonl").write_bytes(b"".join(lines))


def missing(which: Target, *, again: bool, matching: str) -> list[Case]:
    """Give the cases that must be built."""
    known = {} if again else recorded(which)
    wanted = [each for each in cases(which) if matching in each.name]
    return [each for each in wanted if each.name not in known or known[each.name].key != each.key()]


def record(client: docker.DockerClient, which: Target, wanted: Sequence[Case]) -> None:
    """Build ``wanted`` and keep the results."""
    if not wanted:
        return
    installed = install(which, CACHE)
    by_name = {each.name: each for each in wanted}
    known, order = recorded(which), [each.name for each in cases(which)]
    started = time.monotonic()
    for number, raw in enumerate(build(client, which, wanted, installed), start=1):
        result = outcome(by_name[raw.case], raw)
        if result is None:
            known.pop(raw.case, None)
            said = f"NOT KEPT (exit code {raw.code}): {raw.output[-300:]}"
        else:
            known[raw.case] = result
            said = result.error or ", ".join(result.routes)
        keep(which, known, order)
        print(f"{which.name} {number}/{len(wanted)} {raw.seconds:.1f} s {raw.case}: {said}", flush=True)  # noqa: T201
    seconds = time.monotonic() - started
    print(f"{which.name}: {len(wanted)} builds in {seconds:.0f} s", flush=True)  # noqa: T201


def main(argv: Sequence[str]) -> None:
    """Record what is missing."""
    parser = argparse.ArgumentParser(prog="record", description="Record what real builds of Next make of the cases.")
    parser.add_argument("--only", action="append", choices=[each.name for each in TARGETS], help="this target")
    parser.add_argument("--case", default="", help="cases whose name has this in it")
    parser.add_argument("--again", action="store_true", help="also what is recorded already")
    parser.add_argument("--jobs", type=int, default=2, help="containers at a time (default: 2)")
    chosen = parser.parse_args(argv)
    client = connect()
    targets = [target(each) for each in chosen.only] if chosen.only else TARGETS
    with ThreadPoolExecutor(chosen.jobs) as pool:
        wanted = [missing(each, again=chosen.again, matching=chosen.case) for each in targets]
        list(pool.map(partial(record, client), targets, wanted))
    client.close()


if __name__ == "__main__":
    main(sys.argv[1:])
