"""Env files of a project, in order -> the environment that the framework's code sees.

Source: ``loadEnvConfig`` and ``processEnv`` of @next/env, ``loadEnv`` of Vite (rules E01 to E13 of our notes on Next).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.endless import NotExpandable
from buildcheck.load.dotenv.expand import expand
from buildcheck.load.dotenv.js_text import in_order
from buildcheck.load.dotenv.parse import Entry, parse


@dataclass(frozen=True, slots=True)
class Loaded:
    """``values`` is the whole environment afterwards, the given one included. ``unreadable`` says by file why the
    loader drops it (``next-*``), or fails altogether (``vite-*``)."""

    values: dict[str, str] = field(repr=False)
    unreadable: dict[str, str] = field(default_factory=dict)


def names(mode: str, dialect: Dialect) -> tuple[str, ...]:
    """Give the names of the files that a build reads in ``mode``, the first that sets a variable wins.

    Next's mode is ``test`` where ``NODE_ENV`` is, and ``production`` in every other build (rules E02, E03).
    """
    if dialect.startswith("vite"):
        return (f".env.{mode}.local", f".env.{mode}", ".env.local", ".env")
    local = () if mode == "test" else (".env.local",)
    return (f".env.{mode}.local", *local, f".env.{mode}", ".env")


def load(files: Sequence[tuple[str, str]], environ: Mapping[str, str], dialect: Dialect) -> Loaded:
    """Give the environment that comes of ``files``: path and text of each, in the order of `names`."""
    if dialect.startswith("vite"):
        return _load_vite(files, environ, dialect)
    return _load_next(files, environ, dialect)


def _load_next(files: Sequence[tuple[str, str]], environ: Mapping[str, str], dialect: Dialect) -> Loaded:
    """Every file is expanded in the environment that the ones before it left, which may change variables that were
    given; afterwards what the first file said of its own variables is put back."""
    process = dict(environ)
    found: dict[str, str] = {}
    unreadable = {}
    for path, text in files:
        try:
            parsed = expand({each.name: each.value for each in parse(text, dialect)}, process, dialect)
        except NotExpandable as error:
            unreadable[path] = error.why
            continue
        process.update(parsed)
        found = {name: value for name, value in parsed.items() if name not in environ} | found
    return Loaded(process | found, unreadable)


def _load_vite(files: Sequence[tuple[str, str]], environ: Mapping[str, str], dialect: Dialect) -> Loaded:
    """All files become one before anything is expanded; variables that were given win in the end."""
    parsed: dict[str, str] = {}
    for _, text in reversed(files):
        entries = {each.name: each.value for each in parse(text, dialect)}
        parsed.update({name: entries[name] for name in in_order(entries)})
    try:
        return Loaded(expand(parsed, environ, dialect) | dict(environ))
    except NotExpandable as error:
        return Loaded(dict(environ), {path: error.why for path, _ in files})


def expand_each(
    files: Sequence[tuple[str, Sequence[Entry]]], dialect: Dialect
) -> dict[str, dict[str, str] | NotExpandable]:
    """Give what each file of one build says after expansion, in an empty environment, or why it is dropped.

    ``files`` are paths and entries, in the order of `names`.
    """
    found: dict[str, dict[str, str] | NotExpandable] = {}
    process: dict[str, str] = {}
    merged = {each.name: each.value for _, entries in reversed(files) for each in entries}
    for path, entries in files:
        own = {each.name: each.value for each in entries}
        try:
            if dialect.startswith("vite"):
                every = expand(merged | own, {}, dialect)
                found[path] = {name: every[name] for name in own}
            else:
                process |= (alone := expand(own, process, dialect))
                found[path] = alone
        except NotExpandable as error:
            found[path] = error
    return found
