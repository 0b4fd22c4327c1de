"""What the lockfile or the manifest says about Next -> the version that will build the app, and whether that is sure.

Behaviour changes with minor releases, so a range is answered with the newest release that it allows and that is known
here. A pre-release counts as the release that it leads to.
"""

from __future__ import annotations

from buildcheck.model.project import Framework
from buildcheck.plan.ranges import highest, lowest, parse_version

_KNOWN = (
    "9.5.5", "10.2.3", "11.1.4",
    "12.0.10", "12.1.6", "12.2.6", "12.3.7",
    "13.0.7", "13.1.6", "13.2.4", "13.3.4", "13.4.19", "13.5.11",
    "14.0.4", "14.1.4", "14.2.35",
    "15.0.8", "15.1.12", "15.2.9", "15.3.9", "15.4.11", "15.5.29",
    "16.0.11", "16.1.7", "16.2.12", "16.3.8", "16.4.6",
)  # fmt: skip
"""The last release of each line, as the registry had them in November 2026."""


def next_version(framework: Framework) -> tuple[tuple[int, int, int], bool]:
    """Give major, minor and patch, and whether the lockfile or an exact specifier fixes them."""
    for text in (framework.version, framework.spec):
        exact = parse_version(text) if text else None
        if exact is not None:
            return (exact.major, exact.minor, exact.patch), True
    spec = framework.spec or "latest"
    newest = highest(_KNOWN, spec)
    bound = lowest(spec) if newest is None else None
    found = parse_version(newest) if newest else bound
    found = found or parse_version(_KNOWN[-1])
    assert found is not None
    return (found.major, found.minor, found.patch), False
