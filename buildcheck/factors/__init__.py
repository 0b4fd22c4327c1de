"""The differences between a machine and a clean build that can be made in a container, one file per kind."""

from buildcheck.factors.collect import collect

__all__ = ["collect"]
