"""Finds modules of Node.js in code for the edge runtime."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.report import Hit

# What the edge runtime does have (SUPPORTED_NATIVE_MODULES in build/webpack/plugins/middleware-plugin.ts, 13 to 16).
SUPPORTED = frozenset({"buffer", "events", "assert", "util", "async_hooks"})


@check("warning")
def node_module_in_edge(evidence: Evidence) -> Iterable[Hit]:
    """Code for the edge runtime imports a module of Node.js.

    Middleware (unless it asks for `nodejs`) and routes with `runtime = "edge"` run on the edge runtime. It has web APIs
    and a few modules of Node.js: `buffer`, `events`, `assert`, `util` and `async_hooks`.

    ## Why it matters

    The build passes with a warning at best, and the code fails when it is called: "The edge runtime does not support
    Node.js 'fs' module" (middleware-plugin.ts, crates/next-core/src/next_edge).

    ## How to fix

    Let the route run on Node.js (remove `runtime = "edge"`; `runtime: "nodejs"` in the config of a middleware from
    15.5 on, `proxy.ts` from 16), or use the web API instead: `crypto.subtle`, `fetch`, `URL`.
    """
    survey = evidence.survey
    for path, trail in survey.layers.edge.items():
        for edge in survey.edges.get(path, ()):
            request = edge.request
            name = request.specifier.removeprefix("node:").partition("/")[0]
            if edge.outcome != "builtin" or name in SUPPORTED or not request.loads or request.nested or request.guarded:
                continue
            yield Hit(
                message=f"`{request.specifier}` in code for the edge runtime ({this_file(trail)}), which has no such "
                "module: it fails when it is called",
                at=edge.at,
                fix="Let it run on Node.js, or use a web API instead.",
                docs="https://nextjs.org/docs/app/api-reference/edge",
                anchor=request.specifier,
            )
