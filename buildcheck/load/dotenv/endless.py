"""How far an expansion may go. Node gives up when its stack is full, after some ten thousand steps; a thousand are more
than any real value takes, and cost no time in a text that was made to be slow."""

from __future__ import annotations

MAX_STEPS = 1_000
"""Replacements for one value."""
MAX_DEPTH = 300
"""Variables inside variables."""
MAX_CHARACTERS = 256 * 1024
GROWS = "A variable refers to itself, and its value grows without end."


class NotExpandable(Exception):
    """The loader fails on a value of the file. ``why`` says how, in words, and holds no part of a value."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Budget:
    """Counts the steps of one value's expansion."""

    def __init__(self) -> None:
        self.left = MAX_STEPS

    def spend(self, text: str, depth: int = 0) -> None:
        """Take a step that gives ``text``.

        Raises:
            NotExpandable: it leads nowhere.
        """
        self.left -= 1
        if len(text) > MAX_CHARACTERS:
            raise NotExpandable(GROWS)
        if self.left < 0 or depth > MAX_DEPTH:
            raise NotExpandable("A variable refers to itself without end.")
