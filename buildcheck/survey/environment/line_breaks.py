r"""Env files and modules -> whether code of the project makes line breaks of `\n` in a value that holds it."""

from __future__ import annotations

import re

from buildcheck.load.files import Files
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey

_MAKES = re.compile(r"""\.(?:replace(?:All)?|split)\(\s*(?:/\\\\+n/|["'`]\\\\n["'`]|new RegExp)""")
_BY_THEMSELVES = frozenset({"@octokit/auth-app", "@octokit/app", "octokit", "universal-github-app-jwt", "probot"})
"""They do so with a key that they are given (``index.js`` of universal-github-app-jwt 2.2)."""
_LONGEST = 512 * 1024


def makes_line_breaks(project: Project, survey: Survey, files: Files) -> bool:
    """Tell. Modules are only looked into where an env file holds such a value."""
    if not any("newline-escaped" in line.shape.traits for file in project.env for line in file.lines):
        return False
    if any(edge.package in _BY_THEMSELVES for edges in survey.edges.values() for edge in edges):
        return True
    return any(_MAKES.search(files.text(path, _LONGEST) or "") is not None for path in survey.modules)
