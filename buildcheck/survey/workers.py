"""Texts -> modules, by several processes where that pays.

Parsing holds Python's lock, so that threads gain nothing. A process costs about 0.15 s to start; below some hundred
files this process is faster alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from buildcheck.javascript.worker import Job, modules_of
from buildcheck.model.module import Module

_PER_PROCESS = 1024 * 1024
_MOST_PROCESSES = 8
# -P: the folder that we were started in may be a hostile project, and is no place for modules of Python.
_COMMAND = (sys.executable, "-P", "-m", "buildcheck.javascript.worker")


def read_all(jobs: Sequence[Job]) -> list[Module]:
    """Read ``jobs`` and give their modules in the same order."""
    shares = _shares(jobs, _processes(sum(len(each.text) for each in jobs)))
    if len(shares) == 1:
        return modules_of(jobs)
    with ThreadPoolExecutor(max_workers=len(shares) - 1) as threads:
        others = [threads.submit(_elsewhere, share) for share in shares[1:]]
        modules = modules_of(shares[0])
        for share, other in zip(shares[1:], others, strict=True):
            modules += _result(share, other)
    return modules


def _processes(size: int) -> int:
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return max(1, min(cores, _MOST_PROCESSES, size // _PER_PROCESS))


def _shares(jobs: Sequence[Job], count: int) -> list[list[Job]]:
    """Cut ``jobs`` into ``count`` pieces of about the same length of text."""
    share = sum(len(each.text) for each in jobs) / count
    shares: list[list[Job]] = [[] for _ in range(count)]
    done = 0
    for each in jobs:
        shares[min(int(done / share), count - 1) if share else 0].append(each)
        done += len(each.text)
    return shares


def _elsewhere(share: list[Job]) -> bytes:
    done = subprocess.run(_COMMAND, input=msgspec.msgpack.encode(share), stdout=subprocess.PIPE, check=True)
    return done.stdout


def _result(share: list[Job], other: Future[bytes]) -> list[Module]:
    try:
        return msgspec.msgpack.decode(other.result(), type=list[Module])
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError):
        # A process that could not be started, or was killed for want of memory: slower, but not wrong.
        return modules_of(share)
