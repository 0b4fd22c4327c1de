"""What is said of a build that fails without variables."""

from __future__ import annotations

import pytest

from buildcheck.checks.env_missing_build import env_missing_build
from buildcheck.model.check import Evidence
from buildcheck.model.environment import Consequence
from buildcheck.model.survey import Survey
from tests.parts import project


@pytest.mark.parametrize(
    ("why", "message"),
    [
        ("The build fails: A_KEY is missing.", "The build fails: A_KEY is missing. Nothing in the repository"),
        ("The build fails: Stripe lacks a key.", "The build fails: Stripe lacks a key. Missing: A_KEY. Nothing"),
    ],
)
def test_a_name_is_said_once(why: str, message: str) -> None:
    found = Consequence(variable="A_KEY", effect="build-fails", message=why, proof="two builds")
    evidence = Evidence(project=project(), survey=Survey(), consequences=(found,))
    (hit,) = env_missing_build.run(evidence)
    assert hit.message.startswith(message)
