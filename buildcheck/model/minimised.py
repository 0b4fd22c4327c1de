"""A project made smaller while it fails in the same way."""

from __future__ import annotations

from buildcheck.model.value import Value


class SameFailure(Value, frozen=True, kw_only=True):
    """What makes two failures the same: the step, how it ended, the cause by its id, and the first line that tells an
    error, without numbers and places of this machine. A failure with an error that the whole project does not have is
    another one."""

    step: str
    outcome: str
    cause: str
    line: str


class Minimised(Value, frozen=True, kw_only=True):
    """What ``buildcheck minimise`` came to. ``line`` is the first error as the whole project's log has it. ``kept`` are
    the files that are left of ``files``, ``dropped`` the packages that are no longer required, of ``packages``.
    ``minimal``: without any single file or package that is left, it no longer fails so; ``why_not`` says in words what
    stood in the way of that. ``builds`` were made, in ``seconds``."""

    schema: int = 1
    failure: SameFailure
    line: str = ""
    files: int
    kept: tuple[str, ...]
    packages: int
    dropped: tuple[str, ...] = ()
    minimal: bool
    why_not: tuple[str, ...] = ()
    builds: int
    seconds: float
    folder: str | None = None
