"""Disk -> `Project`: what a clean checkout would hold, and what it declares. Reads, never runs, never writes."""

from buildcheck.load.project import load

__all__ = ["load"]
