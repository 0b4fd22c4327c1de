"""Project x this machine -> `Machine`: what a developer has that a clean container lacks. Reads, never writes."""

from buildcheck.observe.machine import is_bare, observe

__all__ = ["is_bare", "observe"]
