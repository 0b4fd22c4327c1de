"""`Project` -> `Survey`: what the project's own files say, read as syntax. Reads, never runs, never writes."""

from buildcheck.survey.survey import survey

__all__ = ["survey"]
