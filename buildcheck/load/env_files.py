"""Env files of the source -> `EnvFile`: who sets which variable, in which order the build looks, and what each value is
like. The values themselves stay in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from buildcheck.load.dotenv.dialect import ON_VITE, Dialect, dialect_of
from buildcheck.load.dotenv.endless import NotExpandable
from buildcheck.load.dotenv.load import expand_each, names
from buildcheck.load.dotenv.parse import Entry, parse
from buildcheck.load.dotenv.shape import shape_of
from buildcheck.load.dotenv.supabase import project_of_address
from buildcheck.load.files import Files
from buildcheck.load.paths import join
from buildcheck.model.environment import EnvFile, EnvLine
from buildcheck.model.project import Framework
from buildcheck.model.value import At

_MAX_BYTES = 256 * 1024
_ENV = re.compile(
    r"\.env(?:\..+)?\Z|\.env[-_].+\Z|(?:env|example|sample)\.(?:env|example|sample|template|dist)\Z|.+\.env\Z"
)
_EXAMPLE = re.compile(r"(?:^|[._-])(?:example|sample|template|tpl|dist|defaults?|schema)(?:[._-]|$)")
_NOT_ENV = re.compile(r"\.(?:[cm]?[jt]sx?|json|ya?ml|md|sh|vault|keys|enc|gpg|age|d\.ts)\Z")

# What a production build reads, the first wins. Sources: Gatsby and Nuxt, their pages on environment variables;
# react-scripts, `config/env.js`; Vue CLI, "Modes and Environment Variables"; Parcel, "Node emulation".
_ONLY = {"gatsby": (".env.production",), "nuxt": (".env",), "angular": (), "webpack": ()}

Made = dict[str, str] | NotExpandable
"""What expansion made of a file's values."""


def read_env_files(files: Files, app: str, root: str, framework: Framework | None) -> tuple[EnvFile, ...]:
    """Give the env files in the app's folder, in its ``src`` and in the roots of install and checkout, and examples.

    Frameworks look in the app's folder alone (rule E04 of our notes on Next), so the others have no ``order``.
    """
    dialect = dialect_of(framework)
    order = {join(app, name): place for place, name in enumerate(_production(framework, dialect))}
    texts = {path: text for path in _paths(files, app, root) if (text := files.text_with_mark(path, _MAX_BYTES))}
    entries = {path: parse(text, dialect) for path, text in texts.items()}
    read = sorted((path for path in entries if path in order), key=order.__getitem__)
    apart = [path for path in entries if path not in order]
    made = expand_each([(path, entries[path]) for path in read], dialect)
    for path in apart:
        made |= expand_each([(path, entries[path])], dialect)
    known = {entry.name for path in read for entry in entries[path]}
    together = _project(made[path] for path in reversed(read))
    return tuple(
        EnvFile(
            path=path,
            lines=tuple(_lines(path, found, made[path], known, together if path in order else _project([made[path]]))),
            order=order.get(path),
            example=_is_example(path),
            unreadable=_why(made[path]),
        )
        for path, found in entries.items()
    )


def is_env_file(path: str) -> bool:
    """Whether the file at ``path`` holds variables with their values, by its name; an example does not."""
    return is_named_as_env_file(path) and not _is_example(path)


def is_named_as_env_file(path: str) -> bool:
    """Whether the file at ``path`` is one of variables by its name, an example included."""
    name = path.rpartition("/")[2]
    return _ENV.match(name) is not None and _NOT_ENV.search(name) is None


def names_by_file(env: tuple[EnvFile, ...], app: str) -> dict[str, tuple[str, ...]]:
    """Give the names by file, for each ``.env`` and ``.env.*`` in the app's folder."""
    inside = [each for each in env if each.path.rpartition("/")[0] == ("" if app == "." else app)]
    return {
        each.path: tuple(dict.fromkeys(line.name for line in each.lines))
        for each in inside
        if re.match(r"\.env(?:\.|\Z)", each.path.rpartition("/")[2])
    }


def _production(framework: Framework | None, dialect: Dialect) -> tuple[str, ...]:
    if framework is None:
        return ()
    if framework.name in _ONLY:
        return _ONLY[framework.name]
    if framework.name in ON_VITE or framework.name in ("next", "react-scripts", "parcel"):
        return names("production", dialect)
    return (".env.production.local", ".env.production", ".env.local", ".env")


def _paths(files: Files, app: str, root: str) -> Iterator[str]:
    for folder in dict.fromkeys((app, join(app, "src"), root, ".")):
        for name in sorted(files.names(folder)):
            if _ENV.match(name) and not _NOT_ENV.search(name):
                yield join(folder, name)


def _is_example(path: str) -> bool:
    return _EXAMPLE.search(path.rpartition("/")[2].lower()) is not None


def _project(made: Iterable[Made]) -> str | None:
    """Give the one Supabase project whose address is in what files say together, of which the last wins."""
    values: dict[str, str] = {}
    for each in made:
        values |= {} if isinstance(each, NotExpandable) else each
    found = {project for value in values.values() if (project := project_of_address(value)) is not None}
    return found.pop() if len(found) == 1 else None


def _lines(
    path: str, entries: tuple[Entry, ...], made: Made, known: set[str], project: str | None
) -> Iterator[EnvLine]:
    own = known | {each.name for each in entries}
    last = {each.name: each for each in entries}
    for each in entries:
        # Of lines with one name the last one counts; the others keep the shape of what they say.
        counts = last[each.name] is each and not isinstance(made, NotExpandable)
        value = made[each.name] if counts and not isinstance(made, NotExpandable) else each.value
        yield EnvLine(name=each.name, at=At(path=path, line=each.line), shape=shape_of(each, value, own, project))


def _why(made: Made) -> str | None:
    return made.why if isinstance(made, NotExpandable) else None
