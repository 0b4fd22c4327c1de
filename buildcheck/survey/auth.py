"""Calls of ``NextAuth`` and ``betterAuth`` in the modules of a survey -> `AuthSetup`: the version, and the options."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.load.files import Files
from buildcheck.model.auth import NAMES, AuthSetup, Library
from buildcheck.model.module import Call
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import ConfigFile, Node, Unknown
from buildcheck.model.value import At
from buildcheck.survey.exported import find_export

_PACKAGE = "next-auth"
_CALLS: dict[tuple[str, str], Library] = {
    ("next-auth", "default"): "next-auth",
    ("next-auth/next", "default"): "next-auth",
    ("better-auth", "betterAuth"): "better-auth",
    ("better-auth/minimal", "betterAuth"): "better-auth",
}
"""What is imported, by module and name."""
_OF_A_REQUEST = 3
"""The pages router may give request, response and options."""
_LONGEST = 256 * 1024
_MOST_FILES = 2_000
_TOLD_IN = re.compile(
    r"(?:^|/)(?:[^./]+|\.env[^/]*|\.?[^/]+\.(?:ya?ml|toml|tf|tfvars|hcl|nix|conf|service|sh|md|mdx|txt|json|env|tpl|example))$"
)
_NOT_IN = re.compile(r"(?:^|/)(?:package(?:-lock)?\.json|pnpm-lock\.yaml|CHANGELOG\.md)$")


def auth_setups(project: Project, survey: Survey) -> tuple[AuthSetup, ...]:
    """Give the calls in modules that the build reads."""
    calls = [
        (path, call, by)
        for path, module in survey.modules.items()
        for call in module.calls
        if survey.matters(path) and (by := _library(call)) is not None
    ]
    major = _major(project) if calls else None
    named = _named(project, survey) if calls else frozenset()
    return tuple(
        AuthSetup(
            by=by,
            at=At(path=path, line=call.line, column=call.column),
            major=major if by == _PACKAGE else None,
            options=options,
            named=named,
        )
        for path, call, by in calls
        for options in _options(survey, path, call)
    )


def _library(call: Call) -> Library | None:
    return _CALLS.get((call.module, call.name)) if call.member is None else None


def _options(survey: Survey, path: str, call: Call) -> Iterator[ConfigFile]:
    given = call.arguments[-1:] if len(call.arguments) in (1, _OF_A_REQUEST) else ()
    for node in given:
        yield _followed(survey, path, node)


def _followed(survey: Survey, path: str, node: Node) -> ConfigFile:
    if isinstance(node, Unknown) and node.origin is not None:
        found = find_export(survey, path, *node.origin)
        if found is not None and found[1].value is not None:
            return ConfigFile(path=found[0], root=found[1].value)
    return ConfigFile(path=path, root=node)


def _major(project: Project) -> int | None:
    locked = [version for lockfile in project.lockfiles for version in lockfile.versions(_PACKAGE)]
    wanted = project.manifest.requirement(_PACKAGE)
    stated = locked[0] if locked else wanted.spec if wanted is not None else ""
    if stated == "beta":
        return 5
    first = re.search(r"\d+", stated)
    return int(first.group()) if first is not None else None


def _named(project: Project, survey: Survey) -> frozenset[str]:
    """Give the variables of Auth.js that stand in a file which is no module: settings of hosts of any kind, a guide."""
    files = Files(project.source)
    paths = [each.path for each in project.source.entries if each.kind == "file" and each.size <= _LONGEST]
    wanted = [
        each for each in paths if _TOLD_IN.search(each) and not _NOT_IN.search(each) and each not in survey.modules
    ]
    found: set[str] = set()
    for path in wanted[:_MOST_FILES]:
        text = files.text(path, _LONGEST) or ""
        found |= {name for name in NAMES if re.search(rf"(?<!\w){name}(?!\w)", text)} if "AUTH_" in text else set()
    return frozenset(found)
