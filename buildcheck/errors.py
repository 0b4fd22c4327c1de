"""Errors that end a run before a verdict: each has its exit code and says what happened, why, and what to do."""

from __future__ import annotations


class BuildcheckError(Exception):
    """A run that could not reach a verdict.

    ``what`` happened, ``why`` is the likely cause, ``do`` is what the user can do about it; each is one sentence or a
    few, without a trailing newline.
    """

    exit_code = 2

    def __init__(self, what: str, *, why: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.do = do


class UsageError(BuildcheckError):
    """The command line, the configuration or the project folder is not something that can be worked on."""

    exit_code = 2


class EngineError(BuildcheckError):
    """The engine is missing, or broke while it was used."""

    exit_code = 3


class TransientError(BuildcheckError):
    """A registry or the network was in the way, after retries; the same call may pass later."""

    exit_code = 75
