"""How the weight of a difference is said: a shared leaf of the renderers that show differences."""

from __future__ import annotations

from buildcheck.model.difference import DifferenceWeight

WEIGHTS: dict[DifferenceWeight, tuple[str, str]] = {
    "breaks": ("breaks the clean build", "bold red"),
    "may-break": ("may break it", "bold yellow"),
    "changes": ("may change the result", "bold"),
    "harmless": ("harmless", "dim"),
}
"""Words and style."""
