"""Project x this machine -> `Machine`: what a developer has that a clean container lacks. Reads, never writes."""

from buildcheck.observe.machine import observe

__all__ = ["observe"]
