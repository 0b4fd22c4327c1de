"""A process of its own that reads files: texts on standard input, their facts on standard output (MessagePack)."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from buildcheck.javascript.parse import module_of
from buildcheck.model.module import Language, Module


class Job(NamedTuple):
    """A text to read."""

    language: Language
    text: bytes


def modules_of(jobs: Sequence[Job]) -> list[Module]:
    """Read each of ``jobs``."""
    # Nothing that is made here forms a cycle, and looking for some takes a tenth of the time.
    enabled = gc.isenabled()
    gc.disable()
    try:
        return [module_of(each.text, each.language) for each in jobs]
    finally:
        if enabled:
            gc.enable()


def main() -> None:
    """Answer one list of jobs."""
    jobs = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=list[Job])
    sys.stdout.buffer.write(msgspec.msgpack.encode(modules_of(jobs)))


if __name__ == "__main__":
    main()
