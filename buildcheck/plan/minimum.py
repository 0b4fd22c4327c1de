"""Project -> the Node range that its framework demands.

The lockfile's own record of ``engines.node`` counts. Where the lockfile records none (Yarn, Bun), Next's is known by
release line.
"""

from __future__ import annotations

from buildcheck.model.project import Project
from buildcheck.model.value import Value
from buildcheck.plan.ranges import lowest, parse_version, satisfies

_NEXT = (
    ("12.x", ">=12.22.0"),
    (">=13.0.0 <13.3.0", ">=14.6.0"),
    (">=13.3.0 <13.5.0", ">=16.8.0"),
    (">=13.5.0 <14.0.0", ">=16.14.0"),
    ("14.x", ">=18.17.0"),
    ("15.x", "^18.18.0 || ^19.8.0 || >=20.0.0"),
    ("16.x", ">=20.9.0"),
)
"""``engines.node`` of each line of Next, as the ``package.json`` of its releases has it."""


class Minimum(Value, frozen=True, kw_only=True):
    """The Node range that ``package`` (``next@16.0.1``) demands."""

    range: str
    package: str


def node_minimum(project: Project) -> Minimum | None:
    """Give the Node range that the framework of the app demands, ``None`` when nothing is known of one."""
    framework = project.framework
    if framework is None:
        return None
    version = framework.version or _lowest_asked(framework.spec)
    if version is None:
        return None
    wanted = _locked(project, framework.name, version)
    if wanted is None and framework.name == "next":
        wanted = _next_range(version)
    return Minimum(range=wanted, package=f"{framework.name}@{version}") if wanted else None


def _lowest_asked(spec: str | None) -> str | None:
    bottom = lowest(spec) if spec else None
    return str(bottom) if bottom is not None and bottom.major > 0 else None


def _locked(project: Project, name: str, version: str) -> str | None:
    return next(
        (
            package.engines_node
            for lockfile in project.lockfiles
            for package in lockfile.packages or ()
            if package.name == name and package.version == version and package.engines_node
        ),
        None,
    )


def _next_range(version: str) -> str | None:
    parsed = parse_version(version)
    if parsed is None:
        return None
    release = str(parsed.finalize_version())
    return next((demanded for line, demanded in _NEXT if satisfies(release, line)), None)
