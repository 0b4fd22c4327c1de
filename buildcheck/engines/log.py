"""A step's output, kept in bounded memory: raw chunks in, text that is safe to show out.

Output is hostile input: it may be endless, one line, binary, or full of terminal escapes that hide or forge lines.
Every function is linear in what is kept.
"""

from __future__ import annotations

import re

from buildcheck.engines.masking import NOTHING, Mask

HEAD = 256 * 1024
TAIL = 1024 * 1024
LINE = 4000
"""Bytes kept of the start and of the end of the output, and characters kept of one line."""

_PROGRESS = 4096

# A string sequence (OSC, DCS, SOS, PM, APC) without its end stops at the line's end, so that it can't swallow the rest
# of the log. Nothing here can fail after a repetition, so nothing is scanned twice. ECMA-48, 5.4 and 5.6.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x9c|\x1b\\)?"
    r"|\x1b[ -/]*[0-~]?"
)

# C0 but for tab, newline and carriage return, DEL, C1; line and paragraph separators, which editors show as newlines;
# the controls of writing direction, which show characters in another order than they stand.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]")


class LogBuffer:
    """The output of one step, without the values that ``mask`` knows. Not safe for threads: one thread adds, others may
    read once it has ended."""

    def __init__(self, mask: Mask = NOTHING) -> None:
        self.total = 0
        self._mask = mask
        self._head = bytearray()
        self._tail = bytearray()

    def add(self, chunk: bytes) -> None:
        """Take the next bytes of the output."""
        self.total += len(chunk)
        room = HEAD - len(self._head)
        if room > 0:
            self._head += chunk[:room]
            chunk = chunk[room:]
        self._tail += chunk
        if len(self._tail) > 2 * TAIL:
            del self._tail[:-TAIL]

    def over(self, limit: int) -> bool:
        """Say whether more than ``limit`` bytes were written."""
        return self.total > limit

    def text(self) -> str:
        """Give the output, sanitised; where it was too long to be kept, a line in the middle tells what is missing."""
        if self.total <= HEAD + TAIL:
            return self._shown(bytes(self._head + self._tail))
        head = _until_line_end(bytes(self._head))
        tail = _from_line_start(bytes(self._tail[-TAIL:]))
        missing = self.total - len(head) - len(tail)
        return f"{self._shown(head).rstrip()}\n[... {missing:,} bytes of output left out ...]\n{self._shown(tail)}"

    def last_line(self) -> str:
        """Give the last line that is not blank, sanitised, or an empty string. Looks at the last 4 KiB only."""
        recent = self._tail[-_PROGRESS:] or self._head[-_PROGRESS:]
        lines = self._shown(bytes(recent)).split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def _shown(self, raw: bytes) -> str:
        return self._mask.text(sanitised(self._mask.raw(raw)))


def sanitised(raw: bytes) -> str:
    """Give output as text: UTF-8 with replacement, no escapes or control characters but newline and tab, each line as
    it was last drawn (``\\r`` starts it again), and cut at 4,000 characters."""
    text = _CONTROLS.sub("", _ESCAPES.sub("", raw.decode("utf-8", "replace")))
    return "\n".join(_cut(_last_drawn(line)) for line in text.split("\n"))


def _last_drawn(line: str) -> str:
    if "\r" not in line:
        return line
    return next((state for state in reversed(line.split("\r")) if state.strip()), "")


def _cut(line: str) -> str:
    if len(line) <= LINE:
        return line
    return f"{line[:LINE]} [... {len(line) - LINE:,} more characters in this line]"


def _until_line_end(raw: bytes) -> bytes:
    return raw[: raw.rfind(b"\n") + 1] or raw


def _from_line_start(raw: bytes) -> bytes:
    return raw[raw.find(b"\n") + 1 :] or raw
