"""Which files the type checker reads in the build: of those, an import that leads nowhere fails it, imported or not.

Next.js checks the app's tsconfig unless `typescript.ignoreBuildErrors` says otherwise
(https://nextjs.org/docs/app/api-reference/config/typescript); elsewhere only a ``tsc`` of the build script does. Where
anything about it is not certain, nothing counts as checked.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from buildcheck.load.paths import join, within
from buildcheck.model.invocation import Invocation
from buildcheck.model.next_app import NextApp
from buildcheck.survey.imports.tsconfig import TsConfig, TsConfigs

_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts")
_ALWAYS_OUT = frozenset({"node_modules", "bower_components", "jspm_packages"})
_CHECKERS = frozenset({"tsc", "vue-tsc"})


def checked_files(
    files: Iterable[str],
    configs: TsConfigs,
    build: tuple[Invocation, ...],
    root: str,
    *,
    app: NextApp | None,
    text: str,
) -> frozenset[str]:
    """Give the files (of ``files``) that the build's type check reads. ``root`` is the app's folder, ``text`` the
    configuration of Next.js as written: where it is wrapped, what it does not mention is taken as not set."""
    used = [*_of_next(configs, app, text), *_of_commands(configs, build, root)]
    sources = [each for each in files if each.endswith(_TYPESCRIPT)] if used else []
    return frozenset(path for config in used for path in sources if _includes(config, path))


def _of_next(configs: TsConfigs, app: NextApp | None, text: str) -> Iterator[TsConfig]:
    name: object = "tsconfig.json"
    if app is None:
        return
    if "ignoreBuildErrors" in text and (
        app.config is None or app.config.get("typescript", "ignoreBuildErrors").value is not False
    ):
        return
    if "tsconfigPath" in text:
        name = app.config.get("typescript", "tsconfigPath").value if app.config is not None else None
    found = configs.get(posixpath.normpath(join(app.root, name))) if isinstance(name, str) else None
    if found is not None:
        yield found


def _of_commands(configs: TsConfigs, build: tuple[Invocation, ...], root: str) -> Iterator[TsConfig]:
    """A check whose failure a later command forgives (``tsc || true``) shows as an uncertain command."""
    if any(not each.certain for each in build):
        return
    for each in build:
        if each.tool not in _CHECKERS or each.folder is None or "--noCheck" in each.words:
            continue
        folder = posixpath.normpath(join(root, each.folder))
        named = each.flag("-p", "--project", "-b", "--build")
        name = named if named and not named.startswith("-") else "tsconfig.json"
        place = posixpath.normpath(join(folder, name))
        found = configs.get(place if place.endswith(".json") else join(place, "tsconfig.json"))
        if found is not None:
            yield from configs.referenced(found) if {"-b", "--build"} & set(each.words) else (found,)


def _includes(config: TsConfig, path: str) -> bool:
    """https://www.typescriptlang.org/tsconfig/#include"""
    if path in (config.files or ()):
        return True
    if config.include is None and (config.files is not None or not config.complete):
        return False
    included = config.include if config.include is not None else (join(config.folder, "**/*"),)
    if not _ALWAYS_OUT.isdisjoint(path.split("/")) or not any(_glob(each).fullmatch(path) for each in included):
        return False
    out_dir = config.options.get("outDir")
    excluded = config.exclude
    if excluded is None:
        excluded = (posixpath.normpath(join(config.folder, out_dir)),) if isinstance(out_dir, str) else ()
    return not any(_glob(each).fullmatch(path) for each in excluded) and not _hidden(path, included)


def _hidden(path: str, included: tuple[str, ...]) -> bool:
    """Wildcards pass over names that begin with a dot."""
    hidden = [part for part in path.split("/") if part.startswith(".")]
    return any(not any(part in each.split("/") for each in included) for part in hidden)


@lru_cache(maxsize=1024)
def _glob(pattern: str) -> re.Pattern[str]:
    """Translate a pattern: ``*`` and ``?`` within a name, ``**/`` across folders; a folder stands for all below it."""
    text = ""
    for part in re.split(r"(\*\*/|\*|\?)", pattern.removeprefix("./").removesuffix("/**")):
        text += {"**/": "(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}.get(part) or re.escape(part)
    return re.compile("(?:.+)" if within(pattern, ".") and pattern == "." else f"{text}(?:/.+)?")
