"""Which files the build type-checks: Next does so by itself, others where the build script calls the compiler.

Sources: next/dist/lib/verify-typescript-setup.js and build/type-check.js (13.5 to 16.0): every file of the program that
tsconfig.json describes, test files included, and any error of theirs ends the build.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache

from buildcheck.load.paths import join, within
from buildcheck.model.invocation import Invocation
from buildcheck.model.next_app import NextApp
from buildcheck.survey.imports.tsconfig import TsConfig, TsConfigs

_COMPILERS = frozenset({"tsc", "vue-tsc", "tsgo"})
_CHECKED = (".ts", ".tsx", ".mts", ".cts")


class TypeCheck:
    """The type check of a build. Without configurations, or where they can't be known, it covers nothing."""

    def __init__(self, configs: tuple[TsConfig, ...]) -> None:
        self.configs = tuple(each for each in configs if each.complete)

    def covers(self, path: str) -> bool:
        """Whether an error of types in the file at ``path`` ends the build."""
        return path.endswith(_CHECKED) and any(_includes(each, path) for each in self.configs)


def type_check(app: str, framework: NextApp | None, build: tuple[Invocation, ...], configs: TsConfigs) -> TypeCheck:
    """Give what the build of ``app`` checks. ``build`` are the commands that it runs."""
    found: list[TsConfig | None] = []
    if framework is not None and _next_checks(framework):
        found.append(configs.get(join(app, "tsconfig.json")))
    for each in build:
        if each.certain and each.folder == "." and each.tool in _COMPILERS:
            found += _compiled(app, each, configs)
    return TypeCheck(tuple({each.path: each for each in found if each is not None}.values()))


def _next_checks(app: NextApp) -> bool:
    ignores, other = app.option("typescript", "ignoreBuildErrors"), app.option("typescript", "tsconfigPath")
    runs = ignores.state == "absent" or (ignores.state == "known" and not ignores.value)
    return runs and other.state == "absent"


def _compiled(app: str, compiler: Invocation, configs: TsConfigs) -> Iterator[TsConfig]:
    """Give the configurations that a call of the compiler checks: with ``-b`` those that are referenced as well."""
    named = compiler.flag("-p", "--project", "-b", "--build") or ""
    place = posixpath.normpath(join(app, named)) if named else app
    config = configs.get(place if place.endswith(".json") else join(place, "tsconfig.json"))
    if config is None:
        return
    builds = compiler.flag("-b", "--build") is not None
    yield from configs.referenced(config) if builds else (config,)


def _includes(config: TsConfig, path: str) -> bool:
    if path in (config.files or ()):
        return True
    include = config.include if config.include is not None else ((config.folder,) if config.files is None else ())
    exclude = config.exclude or ()
    return any(_matches(each, path) for each in include) and not any(_matches(each, path) for each in exclude)


def _matches(pattern: str, path: str) -> bool:
    if not any(letter in pattern for letter in "*?"):
        return path == pattern or within(path, pattern)
    return _expression(pattern).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> re.Pattern[str]:
    """Translate a pattern of TypeScript's: ``*`` and ``?`` within a name, ``**/``, a folder is its files."""
    text = ""
    for part in pattern.split("/"):
        if part == "**":
            text += "(?:[^/]+/)*"
        else:
            text += re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + "/"
    whole = text.removesuffix("/")
    return re.compile(f"{whole}.*" if pattern.endswith("**") else f"{whole}(?:/.*)?")
