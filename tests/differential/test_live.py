"""Cases that nobody has seen before: drawn now, built now by a real Next, and compared at once.

The recordings would not tell if this machine's builds had become others, or if buildcheck had been fitted to them.
"""

from __future__ import annotations

import random

import docker
import hypothesis
import msgspec
import pytest

from tests.differential.builds import build, install
from tests.differential.case import Case
from tests.differential.outcome import outcome
from tests.differential.record import CACHE
from tests.differential.targets import TARGETS
from tests.differential.trees import cases
from tests.differential.verdict import disagreement, verdict

CASES = 3


def fresh(number: int, seed: int) -> list[Case]:
    """Draw cases of some size; ``seed`` says which."""
    drawn: list[Case] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=20 * number,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(cases())
    def take(case: Case) -> None:
        drawn.append(msgspec.structs.replace(case, name=f"fresh-{case.key()}"))

    take()
    return list({each.name: each for each in drawn}.values())[-number:]


@pytest.mark.engine
@pytest.mark.network
def test_says_what_a_build_says_now(engine_client: docker.DockerClient) -> None:
    seed = 0 if hypothesis.settings().derandomize else random.randrange(2**32)
    target = TARGETS[seed % len(TARGETS)]
    drawn = {each.name: each for each in fresh(CASES, seed)}
    wrong = []
    for raw in build(engine_client, target, drawn.values(), install(target, CACHE)):
        case = drawn[raw.case]
        said = outcome(case, raw)
        found = disagreement(verdict(case, target), said) if said else None
        if found is not None:
            wrong.append(f"{found}\n{msgspec.json.encode(case).decode()}")
    # Written into a seed with fewer and fewer files, it shows which of them it takes.
    assert not wrong, f"{target.name}, seed {seed}:\n" + "\n".join(wrong)
