"""A Next.js app as Next itself would see it -> `NextApp`. The rules are keyed on version and bundler."""

from buildcheck.survey.next.app import survey_next

__all__ = ["survey_next"]
