"""The ``.gitignore`` files of a source -> their rules as values: a missing file can be traced to one of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from buildcheck.load.files import Files
from buildcheck.load.gitignore import expressions
from buildcheck.model.project import IgnoreRule
from buildcheck.model.value import At

_MAX_FILES = 50
_MAX_BYTES = 64 * 1024
_MAX_RULES = 500
# The expressions are run over paths later: with few wildcards their time stays bounded whatever the project wrote.
_MAX_WILDCARDS = 3


def read_ignore_rules(files: Files) -> Iterator[IgnoreRule]:
    """Give the rules of each ``.gitignore`` that is part of the source, those nearer to the root first."""
    paths = [each for each in files.by_path if each.rpartition("/")[2] == ".gitignore"]
    for path in sorted(paths, key=lambda each: (each.count("/"), each))[:_MAX_FILES]:
        yield from islice(rules_of(path, files.text(path, _MAX_BYTES) or ""), _MAX_RULES)


def rules_of(path: str, text: str) -> Iterator[IgnoreRule]:
    """Give the rules of the ``.gitignore`` at ``path``, whose content is ``text``."""
    for line, pattern, expression, ignores in expressions(text):
        if pattern.count("*") <= _MAX_WILDCARDS:
            yield IgnoreRule(at=At(path=path, line=line), pattern=pattern, expression=expression, ignores=ignores)
