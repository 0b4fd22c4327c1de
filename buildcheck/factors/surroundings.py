"""The machine itself: more memory can be given to a build; another system, another disk and the folders above the
project can't be put into a Linux container."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference, DifferenceKind
from buildcheck.model.explanation import Change, Factor, NotTried

_SHARE = 0.9
"""Of a machine's memory, what a build could have there beside the system."""
_REASONS: dict[DifferenceKind, str] = {
    "outside": "It lies above the project, and a clean build has nothing there.",
    "platform": "A Linux container can't be like that.",
}


def surrounding_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give what is known to decide something."""
    failed = situation.build is not None and situation.build.failed is not None
    for found in situation.of("outside", "platform", "toolchain"):
        memory = situation.machine.system.memory
        if found.subject == "memory" and memory is not None:
            if found.weight != "harmless":
                yield _memory(found, memory)
        elif found.weight != "harmless":
            # What breaks without doubt and can't be tried is the likely cause.
            named = found.weight == "breaks" and failed
            yield NotTried(
                difference=found, reason=_REASONS.get(found.kind, "It is a program of the system."), named=named
            )


def _memory(found: Difference, memory: int) -> Factor:
    return Factor(
        kind="toolchain",
        subject="memory",
        change=Change(memory=int(memory * _SHARE)),
        difference=found,
        because=f"this machine has {memory / 1024**3:.1f} GB of memory, and the clean build may use "
        f"{found.clean.rstrip('.')}",
        given="that much memory",
        diagnoses=("killed", "heap-out-of-memory"),
    )
