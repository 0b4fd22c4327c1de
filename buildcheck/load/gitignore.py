"""Gitignore semantics for folders that are no git repository: patterns by pathspec, precedence as git has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from pathspec import GitIgnoreSpec


class Rules(NamedTuple):
    """The patterns of one ``.gitignore``; ``folder`` is where it is, ``""`` or ``"a/b/"``. ``any`` matches whatever
    one of them may match: most files are settled by it."""

    folder: str
    spec: GitIgnoreSpec
    any: re.Pattern[str]


def expressions(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Give for each pattern of a ``.gitignore`` its line number, the line, the regular expression that it stands for,
    and whether it ignores (``!`` lets in again)."""
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            patterns = GitIgnoreSpec.from_lines([line]).patterns
        except ValueError:
            continue
        for each in patterns:
            if each.regex is not None and each.include is not None:
                yield number, line.strip(), each.regex.pattern, bool(each.include)


def read_rules(folder: str, text: str) -> Rules:
    """Give the rules of a ``.gitignore``. Lines that are no pattern are no rules, as in git."""
    lines = []
    for line in text.split("\n"):
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError:
            continue
        # To git "a/**" is all that is below a; to pathspec it is the folder a as well.
        lines.append(re.sub(r"/\*\*(/?)\s*$", r"/**/*\1", line))
    spec = GitIgnoreSpec.from_lines(lines)
    # Group names may not repeat within one expression.
    parts = [each.regex.pattern.replace("?P<ps_d>", "?:") for each in spec.patterns if each.regex is not None]
    return Rules(folder, spec, re.compile("|".join(f"(?:{part})" for part in parts) or "(?!)"))


def ignored(path: str, is_folder: bool, rules: tuple[Rules, ...]) -> bool:
    """Tell whether ``path`` itself is ignored. The caller walks down, and never enters an ignored folder.

    The nearest file wins, within it the last pattern that matches (gitignore(5)). ``rules``: the outermost first.
    """
    for each in reversed(rules):
        name = path[len(each.folder) :] + ("/" if is_folder else "")
        verdict = _match(name, each.spec) if each.any.search(name) else None
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
    # pathspec makes "*/" the bare mark, which then is found at the first folder of the path.
    if match.re.pattern == "(?P<ps_d>/)":
        return name.endswith("/")
    return match.end("ps_d") in (-1, len(name))
