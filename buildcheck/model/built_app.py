"""What a real build of a Next.js app says that it made: the routes of its manifests."""

from __future__ import annotations

from buildcheck.model.next_app import Router
from buildcheck.model.value import Value

BUILT_IN = frozenset({"/_app", "/_document", "/_error", "/404", "/500", "/_not-found", "/_global-error"})
"""Addresses that Next makes itself, whether the project has files for them or not."""


class BuiltRoute(Value, frozen=True, kw_only=True):
    """A route of a manifest. ``entry`` and ``url`` are those of `Route`."""

    router: Router
    entry: str
    url: str


class BuiltApp(Value, frozen=True, kw_only=True):
    """``routes`` are sorted, without those that every build has (``_app``, ``_error``, ``_not-found`` …).
    ``middleware`` says that a middleware or proxy runs before them."""

    routes: tuple[BuiltRoute, ...] = ()
    middleware: bool = False
