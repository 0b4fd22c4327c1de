"""What a project uses of other people's packages -> what it declares of that, and how it finds the rest."""

from buildcheck.survey.dependencies.dependencies import Dependencies, dependencies

__all__ = ["Dependencies", "dependencies"]
