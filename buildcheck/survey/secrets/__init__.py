"""The text files of the source -> secrets whose values stand in them, by kind and place, never by value."""

from buildcheck.survey.secrets.scan import committed_secrets, secret_lines, secret_spans

__all__ = ["committed_secrets", "secret_lines", "secret_spans"]
