"""Reports import aliases that the tool which builds does not know."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import failing, is_unconfigured
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge

VITE_PAGE = "https://vite.dev/config/shared-options#resolve-alias"
NEXT_PAGE = "https://nextjs.org/docs/app/getting-started/installation#set-up-absolute-imports-and-module-path-aliases"


@check("error")
def alias_not_configured(evidence: Evidence) -> Iterable[Hit]:
    """An import alias is not configured where the app is built.

    Imports begin with an alias such as `@/`, and the tool that builds has no rule for it: it is set nowhere, or in
    `tsconfig.json` alone, which Vite does not read by itself.

    ## Why it matters

    The editor follows `tsconfig.json` and shows no problem. The build fails at the first such import.

    ## How to fix

    Vite: set `resolve.alias` in `vite.config`, or use the plugin `vite-tsconfig-paths`. Next.js: set
    `compilerOptions.paths` in `tsconfig.json`, or in `jsconfig.json` without TypeScript.
    """
    groups: dict[str, list[Edge]] = {}
    for edge in (each for found in evidence.survey.edges.values() for each in found):
        if is_unconfigured(edge):
            groups.setdefault(edge.request.specifier.partition("/")[0], []).append(edge)
    for prefix, edges in groups.items():
        if hit := report(prefix, edges, evidence):
            yield hit


def report(prefix: str, edges: list[Edge], evidence: Evidence) -> Hit | None:
    """Make one hit for all imports of a prefix; none where nothing of it stops the build for certain."""
    found = [each for each in failing(evidence, edges) if each.how != "perhaps"]
    if not found:
        return None
    first = min(found, key=lambda each: (each.cause is None, each.how))
    more = len(edges) - 1
    count = f" ({more} more import{'s' if more > 1 else ''} with it)" if more else ""
    in_tsconfig = first.edge.alias is not None
    framework = evidence.project.framework
    vite = framework is not None and framework.name == "vite"
    where = "is set in tsconfig.json alone, which Vite does not read" if in_tsconfig else "is configured nowhere"
    return first.hit(
        f"It imports `{first.edge.request.specifier}`, but the alias `{prefix}` {where}: {first.consequence}{count}",
        advice(prefix, first.edge, evidence, vite=vite),
        docs=VITE_PAGE if vite else NEXT_PAGE,
    )


def advice(prefix: str, edge: Edge, evidence: Evidence, *, vite: bool) -> str:
    """Say what to write where."""
    folder = folder_of(prefix, edge, evidence)
    framework = evidence.project.framework
    if vite:
        config = (framework.config if framework is not None else None) or "vite.config.js"
        value = f"fileURLToPath(new URL('./{folder}', import.meta.url))"
        return f"Set resolve: {{ alias: {{ '{prefix}': {value} }} }} in {config}."
    paths = f'"paths": {{ "{prefix}/*": ["./{folder + "/" if folder else ""}*"] }}'
    return f"Set {paths} in compilerOptions of tsconfig.json (jsconfig.json without TypeScript)."


def folder_of(prefix: str, edge: Edge, evidence: Evidence) -> str:
    """Give the folder of the app that the alias must mean, by where the imported file is."""
    app = evidence.project.app
    rest = edge.request.specifier.removeprefix(f"{prefix}/")
    paths = [posixpath.splitext(each.path)[0] for each in evidence.project.source.entries]
    for folder in ("src", "", "app"):
        place = posixpath.normpath(posixpath.join(app, folder, posixpath.splitext(rest)[0]))
        if any(each in (place, f"{place}/index") for each in paths):
            return folder
    return "src" if any(each.startswith("src/") for each in paths) else ""
