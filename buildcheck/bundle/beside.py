"""Survey -> what it saw beside the clean source, as far as something of the source asks for it."""

from __future__ import annotations

from buildcheck.model.bundle import Beside
from buildcheck.model.survey import Installed, Survey

MOST = 10_000
"""Names of files and packages that a bundle may have beside its source: a replay makes a file for each."""


def beside(survey: Survey) -> Beside:
    """Give it, for a replay that must see the same. No contents of files, and no path out of the source."""
    asked = [edge for edges in survey.edges.values() for edge in edges]
    left_out = {edge.target for edge in asked if edge.outcome == "left-out" and edge.target is not None}
    respelled = {edge.wanted for edge in asked if edge.respelled and edge.wanted is not None}
    return Beside(
        files=tuple(sorted(left_out | respelled | set(survey.lockfiles_left_out))[: MOST // 2]),
        installed=_installed(survey),
        crlf_scripts=survey.crlf_scripts,
        lfs=survey.lfs,
        lockfiles_left_out={
            path: at if at is not None and not at.path.startswith(("/", "~")) and ":" not in at.path else None
            for path, at in survey.lockfiles_left_out.items()
        },
    )


def _installed(survey: Survey) -> Installed | None:
    found = survey.installed
    if found is None:
        return None
    names = {each.package for each in survey.undeclared}
    commands = {each.use.command for each in survey.missing_commands}
    providers = {name for each in survey.missing_commands for name in each.use.providers}
    wanted = names | providers
    return Installed(
        top={name: version for name, version in found.top.items() if name in wanted},
        above={name: version for name, version in found.above.items() if name in wanted},
        bins=tuple(each for each in found.bins if each in commands),
    )
