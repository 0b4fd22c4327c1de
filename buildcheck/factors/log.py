"""What the log of the failed clean build names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.factors.situation import Situation

_MISSING = re.compile(
    r"ENOENT|no such file|not found|can(?:'t|not| not)? (?:be )?(?:find|found|resolve|open|read|load)|missing",
    re.IGNORECASE,
)


def log_of(situation: Situation) -> str:
    """Give the log of the step that ended the clean build, empty where it passed."""
    failed = situation.build.failed if situation.build is not None else None
    return failed.log if failed is not None else ""


def names_any(words: Iterable[str], log: str) -> bool:
    """Whether ``log`` has one of ``words``, standing by itself."""
    return any(word in log and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", log) for word in words)


def misses_any(words: Iterable[str], log: str) -> bool:
    """Whether a line of ``log`` says of one of ``words`` that it is not there."""
    wanted = tuple(words)
    return any(_MISSING.search(line) and names_any(wanted, line) for line in log.split("\n"))
