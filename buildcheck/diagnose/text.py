"""A step's log as text that patterns can be run over safely: in goes the log, out come bounded, numbered lines."""

from __future__ import annotations

import re
from functools import cached_property

# Patterns hold no nested repetition, so that a line costs at most the square of its length.
LONGEST_LINE = 600
MOST_LINES = 20_000

# Lines that no build fails for, whoever prints them. An engine warning or a deprecation above the true error is the
# most frequent wrong answer.
WARNING = re.compile(
    r"^\s*(?:"
    r"npm (?:warn|WARN|notice)\b|warning\b|Warning:|WARN\b|\[WARN\]|⚠|▲ \[WARNING\]|"
    r"\(node:\d+\)|\(Use `node --trace|\[DEP\d+|DeprecationWarning|"
    r"\d+:\d+\s+[Ww]arning:?\s|"
    r"\[(?:baseline-browser-mapping|webpack\.cache)|Browserslist: |"
    r"➤ YN00(?:02|60|68|86|87|00: · Yarn)"
    r")"
)

# Next.js prints the warnings of its bundler as whole blocks, with the same words as errors (`Module not found`).
WARNINGS_BEGIN = re.compile(r"^\s*(?:⚠ )?(?:Compiled with warnings|Turbopack build encountered \d+ warnings?:)")
WARNINGS_END = re.compile(
    r"^\s*(?:[✓\u2a2f>] |info  ?- |Failed to compile|Linting|Skipping|Checking validity|Running TypeScript|Collecting|"
    r"Generating|Finalizing|Error: Turbopack build failed|npm (?:error|ERR!))"
)


class Log:
    """The lines of a log, each cut to `LONGEST_LINE`; a very long log keeps its beginning and its end."""

    def __init__(self, log: str) -> None:
        lines = log.split("\n")
        self.head = MOST_LINES // 4
        self.left_out = max(0, len(lines) - MOST_LINES)
        if self.left_out:
            lines = [*lines[: self.head], *lines[self.head + self.left_out :]]
        self.lines = [line[:LONGEST_LINE].rstrip() for line in lines]

    def number(self, index: int) -> int:
        """Give the one-based number in the whole log of a kept line."""
        return index + 1 + (self.left_out if index >= self.head else 0)

    @cached_property
    def everything(self) -> str:
        """All kept lines."""
        return "\n".join(self.lines)

    @cached_property
    def errors(self) -> str:
        """The kept lines with warnings blanked, so that no warning is ever taken for a cause."""
        kept, in_block = [], False
        for line in self.lines:
            in_block = not WARNINGS_END.match(line) if in_block else bool(WARNINGS_BEGIN.match(line))
            kept.append("" if in_block or WARNING.match(line) else line)
        return "\n".join(kept)
