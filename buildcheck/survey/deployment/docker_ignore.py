"""``.dockerignore`` -> rules over paths of the build context.

Docker's patterns are not gitignore's: each is rooted in the context, ``*`` does not match names further down, a pattern
also holds for all that lies below what it matches, and the last one that matches decides, ``!`` included
(docs.docker.com/build/concepts/context, ".dockerignore files"; Go's filepath.Match).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from buildcheck.model.project import IgnoreRule
from buildcheck.model.value import At

_MAX_RULES = 500
# The expressions are run over paths later: with few wildcards their time stays bounded whatever the project wrote.
_MAX_WILDCARDS = 4
_TOKEN = re.compile(r"\*\*/?|\*|\?|\[\^?[^\]\\]+\]|\\.|.", re.DOTALL)


def read_docker_ignore(path: str, text: str) -> Iterator[IgnoreRule]:
    """Give the rules of the ignore file at ``path``."""
    for number, line in enumerate(text.splitlines()[:_MAX_RULES], start=1):
        pattern = line.strip()
        if not pattern or line.startswith("#"):
            continue
        ignores = not pattern.startswith("!")
        body = posixpath.normpath(pattern.lstrip("!").strip().lstrip("/") or ".")
        if body == "." or body.startswith("..") or body.count("*") > 2 * _MAX_WILDCARDS:
            continue
        yield IgnoreRule(at=At(path=path, line=number), pattern=pattern, expression=_expression(body), ignores=ignores)


def _expression(pattern: str) -> str:
    return rf"{''.join(_part(each) for each in _TOKEN.findall(pattern))}(?:/.*)?\Z"


def _part(token: str) -> str:
    if token == "**/":
        return "(?:.*/)?"
    if token == "**":
        return ".*"
    if token == "*":
        return "[^/]*"
    if token == "?":
        return "[^/]"
    if token.startswith("[") and len(token) > 2:
        return token.replace("[^", "[^/", 1) if token.startswith("[^") else token
    return re.escape(token[-1]) if token.startswith("\\") else re.escape(token)
