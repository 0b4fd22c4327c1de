"""Settings -> memory, disk and time of a run."""

from __future__ import annotations

from buildcheck.model.plan import Limits, Phase
from buildcheck.model.settings import Settings

MEMORY = 8 * 1024**3
"""Bytes: the memory of Vercel's standard build container ("Build image and build resources": 8 GB, 2 CPUs)."""

_SECONDS: dict[Phase, int] = {"fetch": 600, "scripts": 600, "build": 1800, "serve": 120}
"""Hosts give 45 minutes (Vercel) or 18 (Netlify) to a whole build; half an hour for the build alone lies between."""


def choose_limits(settings: Settings) -> Limits:
    """Give the limits of a run; what the settings leave open has its default."""
    limits = Limits(memory=settings.memory or MEMORY)
    return limits if settings.disk is None else Limits(memory=limits.memory, disk=settings.disk)


def seconds(phase: Phase, settings: Settings) -> int:
    """Give the seconds that one step of ``phase`` may take."""
    return settings.timeout if settings.timeout is not None else _SECONDS[phase]
