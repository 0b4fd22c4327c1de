"""What a file that nothing imports is to the build, by its place and name."""

from __future__ import annotations

import re
from typing import NamedTuple

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import DifferenceWeight
from buildcheck.model.machine import LocalFile

_CODE = r"\.(?:tsx?|jsx?|mdx?)"
_PARTS = (
    "page|route|template|default|loading|error|not-found|global-error|forbidden|unauthorized|sitemap|robots|manifest"
)
_IMAGE = r"(?:icon|apple-icon|opengraph-image|twitter-image)\d?\.\w+"
_ROUTE = re.compile(rf"(?:src/)?app/(?:.*/)?(?:(?:{_PARTS}){_CODE}|{_IMAGE})|(?:src/)?pages/.+{_CODE}")
_LAYOUT = re.compile(rf"(?:src/)?app/(?:.*/)?layout{_CODE}")
_BESIDE = re.compile(rf"(?:src/)?(?:middleware|proxy|instrumentation(?:-client)?){_CODE}")
# Folders that tools make their code into are no routes, and a rule that names the way to a folder is meant.
_FOLDER = re.compile(r"(?:src/)?(?:app|pages)/(?:(?!gen(?:erated)?/|[._])[^/]+/)+")
_MEANT = re.compile(r"/?[^/]+/.+")
_PUBLIC = re.compile(r"public/.+[^/]")
_ENV = re.compile(r"(?:.*/)?\.env(?:\.[\w.-]+)?")
_INSTALLED = re.compile(r"(?:.*/)?node_modules/?|\.pnp\..*|\.yarn/.*")
_BUILT = re.compile(r"(?:.*/)?(?:next-env\.d\.ts|[\w.-]+\.tsbuildinfo|\.next/|\.turbo/|\.contentlayer/)")


class Role(NamedTuple):
    """What the lack of a file can do, and what comes of it."""

    weight: DifferenceWeight
    consequence: str


def role(file: LocalFile, sides: Sides) -> Role | None:
    """Give what ``file`` is; ``None`` where its name says nothing.

    Next's files: nextjs.org, "Project structure". What a rule hides in ``public`` is mostly made by the build."""
    app, framework = sides.project.app, sides.project.framework
    path = file.path if app == "." else file.path.removeprefix(f"{app}/")
    if framework is not None and framework.name == "next" and (found := _of_next(path, file.pattern)) is not None:
        return found
    if file.rule is None and _PUBLIC.fullmatch(path):
        return Role("changes", "Who asks the built app for it gets no answer (404).")
    return _made(file.path, sides)


def _of_next(path: str, pattern: str | None) -> Role | None:
    if _ROUTE.fullmatch(path):
        return Role("changes", "Next.js reads it by its place: what it adds to the routes is missing.")
    if _LAYOUT.fullmatch(path):
        return Role("may-break", "Next.js reads it by its place: a page without a root layout ends the build.")
    if _FOLDER.fullmatch(path) and not _MEANT.match(pattern or ""):
        return Role("changes", "Next.js makes routes of what lies there: they are missing.")
    return Role("changes", "Next.js runs it by its name: that is missing.") if _BESIDE.fullmatch(path) else None


def _made(path: str, sides: Sides) -> Role | None:
    output = sides.survey.output
    folders = {f"{each}/" for each in (output.folder, output.work) if each} if output is not None else set()
    if path in folders or _BUILT.fullmatch(path):
        return Role("harmless", "The build makes its own.")
    if _INSTALLED.fullmatch(path):
        return Role("harmless", "The install makes its own.")
    if _ENV.fullmatch(path):
        return Role("harmless", "What it sets is told as variables, where the build reads them.")
    return None
