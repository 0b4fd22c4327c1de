"""What a real build of a Next.js app says that it made: the routes of its manifests."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from buildcheck.model.next_app import Router
from buildcheck.model.value import Value

BUILT_IN = frozenset({"/_app", "/_document", "/_error", "/404", "/500", "/_not-found", "/_global-error"})
"""Addresses that Next makes itself, whether the project has files for them or not."""

Bundler = Literal["webpack", "turbopack"]
OutputMode = Literal["standalone", "export"]
CLIENT = "static/"
"""Where a build puts what browsers load, in its output folder."""
EXPORTED = "export-detail.json"
"""What ``output: "export"`` leaves in the output folder (next 13.4 to 16.4, export/index.ts)."""
STANDALONE = "standalone"
"""The folder of ``output: "standalone"`` in the output folder."""


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


def bundler_of(client: Collection[str]) -> Bundler | None:
    """Tell the bundler by the runtime that it puts beside the chunks. ``client`` are paths in the output folder."""
    if any(each.startswith(f"{CLIENT}chunks/turbopack-") for each in client):
        return "turbopack"
    return "webpack" if any(each.startswith(f"{CLIENT}chunks/webpack-") for each in client) else None
