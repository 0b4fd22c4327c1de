"""A build that was made to see what the absence of variables does."""

from __future__ import annotations

from buildcheck.model.value import Value


class Trial(Value, frozen=True, kw_only=True):
    """``without`` names the variables that this build was not given, of those that the first one was; ``why`` says in
    words what it was to show. ``failed`` is the step that ended it, ``None`` where it passed, ``seconds`` how long it
    took."""

    without: tuple[str, ...]
    why: str
    failed: str | None = None
    seconds: float = 0.0
