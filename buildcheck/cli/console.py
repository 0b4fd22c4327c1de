"""Standard input and output as the terminal of a shell in a sandbox. The terminal is left as it was, come what may."""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from buildcheck.reports.safe_text import defuse, visible_lines

_MOST = 64 * 1024


class Console:
    """The terminal that this program was started in (`buildcheck.engines.base.Terminal`), or text from a pipe."""

    def __init__(self) -> None:
        self.interactive = sys.stdin.isatty() and sys.stdout.isatty()
        # A character may come in two pieces.
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def size(self) -> tuple[int, int]:
        """Give its lines and columns."""
        found = os.get_terminal_size(sys.stdout.fileno())
        return found.lines, found.columns

    def read(self, seconds: float) -> bytes | None:
        """Give what was typed within ``seconds``: ``None`` for nothing, ``b""`` when no more can come."""
        ready, _, _ = select.select([sys.stdin], [], [], seconds)
        return os.read(sys.stdin.fileno(), _MOST) if ready else None

    def write(self, output: bytes) -> None:
        """Show what the shell says: to a terminal as it is, since programs draw on it; elsewhere as harmless text."""
        if not self.interactive:
            text = defuse("\n".join(visible_lines(self._decoder.decode(output))))
            output = text.encode("utf-8", "replace")
        with contextlib.suppress(BrokenPipeError):
            sys.stdout.buffer.write(output)
            sys.stdout.buffer.flush()


@contextmanager
def console() -> Iterator[Console]:
    """Give the console, with every key passed on as long as the block lasts where it is a terminal."""
    found = Console()
    if not found.interactive:
        yield found
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin.fileno())
    try:
        tty.setraw(sys.stdin.fileno())
        yield found
    finally:
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, before)
