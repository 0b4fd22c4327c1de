"""Gitignore semantics for folders that are no git repository: patterns by pathspec, precedence as git has it."""

from __future__ import annotations

from typing import Any, NamedTuple

from pathspec import GitIgnoreSpec


class Rules(NamedTuple):
    """The patterns of one ``.gitignore``; ``folder`` is where it is, ``""`` or ``"a/b/"``."""

    folder: str
    spec: GitIgnoreSpec


def read_rules(folder: str, text: str) -> Rules:
    """Give the rules of a ``.gitignore``. Lines that are no pattern are no rules, as in git."""
    lines = []
    for line in text.split("\n"):
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        lines.append(line)
    return Rules(folder, GitIgnoreSpec.from_lines(lines))


def ignored(path: str, is_folder: bool, rules: tuple[Rules, ...]) -> bool:
    """Tell whether ``path`` itself is ignored. The caller walks down, and never enters an ignored folder.

    The nearest file wins, within it the last pattern that matches (gitignore(5)). ``rules``: the outermost first.
    """
    for each in reversed(rules):
        verdict = _match(path[len(each.folder) :] + ("/" if is_folder else ""), each.spec)
        if verdict is not None:
            return verdict
    return False


def _match(name: str, spec: GitIgnoreSpec) -> bool | None:
    for pattern in reversed(spec.patterns):
        if pattern.include is None:
            continue
        found = pattern.match_file(name)
        if found is not None and _itself(found.match, name):
            return bool(pattern.include)
    return None


def _itself(match: Any, name: str) -> bool:
    """Tell a match of the path itself from a match of a folder above it, which says nothing about this path in git."""
    if "ps_d" not in match.re.groupindex:
        return True
    return match.end("ps_d") in (-1, len(name))
