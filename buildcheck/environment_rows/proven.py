"""What runs showed of the absence of a variable."""

from __future__ import annotations

from buildcheck.model.check import Evidence
from buildcheck.model.environment import Consequence, Effect, Variable

EFFECTS: tuple[Effect, ...] = ("build-fails", "unknown", "baked", "request-fails", "request-differs", "nothing")
"""The worst first."""
HARMFUL: tuple[Effect, ...] = ("build-fails", "baked", "request-fails")


def proven(variable: Variable, evidence: Evidence) -> Consequence | None:
    """Give the worst consequence that trials found."""
    found = [each for each in evidence.consequences if each.variable == variable.name]
    return min(found, key=lambda each: EFFECTS.index(each.effect), default=None)


def is_harmful(shown: Consequence | None) -> bool:
    """Whether a run showed that the absence does harm: then nobody may leave the variable out."""
    return shown is not None and shown.proof is not None and shown.effect in HARMFUL
