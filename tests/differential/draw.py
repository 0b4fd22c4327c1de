"""``python -m tests.differential.draw NUMBER``: draw that many cases, and write them to ``generated.jsonl``.

Hypothesis draws the same ones each time. A case is called by what is in it, so that its recorded result stays its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec
from hypothesis import HealthCheck, Phase, given, settings

from tests.differential.case import GENERATED, Case
from tests.differential.trees import cases

_CANDIDATES = 4
"""How many are drawn for each that is kept: the first that hypothesis draws are smaller and more alike."""


def draw(number: int) -> list[Case]:
    """Give ``number`` different cases."""
    found: dict[str, Case] = {}

    @settings(
        max_examples=number * _CANDIDATES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def take(case: Case) -> None:
        named = msgspec.structs.replace(case, name=f"drawn-{case.key()}")
        found[named.name] = named

    take()
    return list(found.values())[-number:]


def main(argv: Sequence[str]) -> None:
    """Draw and write."""
    lines = [msgspec.json.encode(each) + b"\n" for each in draw(int(argv[0]))]
    GENERATED.write_bytes(b"".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
