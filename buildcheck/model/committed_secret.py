"""A secret whose value stands in the source."""

from __future__ import annotations

from buildcheck.model.value import At, Value


class CommittedSecret(Value, frozen=True, kw_only=True):
    """``kind`` says in words what it is, as its shape tells (``token of GitHub``); ``also`` are the other places where
    the same value stands. The value itself is kept nowhere."""

    kind: str
    at: At
    also: tuple[At, ...] = ()
