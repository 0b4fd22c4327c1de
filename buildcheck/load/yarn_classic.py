"""``yarn.lock`` of Yarn 1 -> packages. Its format looks like YAML and is not: this reads it as Yarn's own parser does.

An entry is a line of patterns that ends in a colon, and below it lines of ``key value`` with two spaces more; a key
whose line ends in a colon opens a block of its own. Strings are bare or as in JSON.
Source: https://github.com/yarnpkg/yarn/blob/master/src/lockfile/parse.js
"""

from __future__ import annotations

import json
import re
from typing import Any

from buildcheck.load.locked import (
    Locked,
    LockError,
    host_of,
    hosts_of,
    mapping,
    required_names,
    required_specs,
    split_descriptor,
    text_map,
    text_or_none,
)
from buildcheck.load.optional_packages import Needs, marked, optional_names
from buildcheck.model.project import LockedPackage, Lockfile

_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,:"](?:[^\s,:]|:(?=\S))*')


def read_yarn_classic(path: str, text: str) -> Locked:
    """Read the lockfile at ``path``.

    Raises:
        LockError: it is not one.
    """
    entries = parse_yarn_classic(text)
    by_spec: dict[str, str] = {}
    packages: dict[tuple[str, str, str | None], LockedPackage] = {}
    for patterns, fields in entries:
        version = text_or_none(fields.get("version")) or ""
        host = host_of(fields.get("resolved"))
        for pattern in patterns:
            by_spec[pattern] = version
        name = _name(patterns[0])
        package = LockedPackage(name=name, version=version, host=host, requires=required_names(fields))
        packages.setdefault((name, version, host), package)
    optional = _optional(entries)
    found = marked(((f"{each.name}@{each.version}", each) for each in packages.values()), optional)
    lockfile = Lockfile(
        manager="yarn",
        path=path,
        format="1",
        packages=found,
        hosts=hosts_of(found),
        descriptors=frozenset(by_spec),
    )
    return Locked(lockfile, by_spec=by_spec)


def _optional(entries: list[tuple[tuple[str, ...], dict[str, Any]]]) -> frozenset[str]:
    names = {each: f"{_name(patterns[0])}@{fields.get('version')}" for patterns, fields in entries for each in patterns}

    def named(specs: dict[str, str]) -> set[str]:
        return {names.get(f"{name}@{spec}", name) for name, spec in specs.items()}

    needs = [
        Needs(names[patterns[0]], named(required_specs(fields)), named(text_map(fields.get("optionalDependencies"))))
        for patterns, fields in entries
    ]
    return optional_names(needs, asked=None)


def _name(pattern: str) -> str:
    """Give the package behind a pattern; ``alias@npm:name@^1`` is ``name``."""
    name, spec = split_descriptor(pattern)
    return split_descriptor(spec.removeprefix("npm:"))[0] if spec.startswith("npm:") else name


def parse_yarn_classic(text: str) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give the entries of the file in order: their patterns, and their fields as text or a mapping of text.

    Raises:
        LockError: a line is not of this format; the message says which.
    """
    entries: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    block: dict[str, Any] | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.strip()
        if not body or body.startswith("#"):
            continue
        indent = len(line) - len(line.lstrip(" "))
        words = _strings(body, number)
        opens = body.endswith(":")
        if indent == 0 and opens:
            block = None
            entries.append((tuple(words), {}))
        elif not entries or (indent not in (2, 4)) or (indent == 4 and block is None):
            raise LockError(f"line {number} does not fit: {body[:60]}")
        elif indent == 2 and opens:
            block = mapping(entries[-1][1].setdefault(words[0], {}))
        elif len(words) != 2:
            raise LockError(f"line {number} is no key with a value: {body[:60]}")
        elif indent == 2:
            entries[-1][1][words[0]] = words[1]
        elif block is not None:
            block[words[0]] = words[1]
    return entries


def _strings(body: str, number: int) -> list[str]:
    """Give the strings of a line; commas between them and the colon at the end are all that may stand beside them."""
    found = []
    rest = body
    while rest := rest.lstrip(" ,"):
        if rest == ":":
            break
        match = _STRING.match(rest)
        if match is None:
            raise LockError(f"line {number} can't be read: {body[:60]}")
        found.append(_unquote(match[0], number))
        rest = rest[match.end() :]
    if not found:
        raise LockError(f"line {number} can't be read: {body[:60]}")
    return found


def _unquote(word: str, number: int) -> str:
    if not word.startswith('"'):
        return word
    try:
        return str(json.loads(word))
    except ValueError as error:
        raise LockError(f"line {number} has a broken string: {word[:60]}") from error
