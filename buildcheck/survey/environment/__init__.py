"""`Project` and what its sources say -> `Inventory`: every variable, who reads it, who declares it."""

from buildcheck.survey.environment.inventory import inventory

__all__ = ["inventory"]
