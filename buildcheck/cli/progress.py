"""Events -> progress on standard error: redrawn in place on a terminal, plain lines elsewhere, nothing when quiet."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from buildcheck.cli.streams import takes_colour, takes_unicode

if TYPE_CHECKING:
    from buildcheck.engines.base import Event, Watch


@contextmanager
def watching(stream: TextIO, *, quiet: bool, no_color: bool) -> Iterator[Watch]:
    """Give the callback that shows progress on ``stream`` as long as the context lasts.

    On CI (``CI`` is set, as every CI system does) even a terminal gets plain lines: what it shows is kept as a log.
    """
    if quiet:
        yield _nothing
    elif stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI"):
        from buildcheck.cli.live import LiveProgress

        with LiveProgress(stream, colour=not no_color and takes_colour(stream), unicode=takes_unicode(stream)) as live:
            yield live
    else:
        from buildcheck.cli.plain import PlainProgress

        with PlainProgress(stream) as plain:
            yield plain


def _nothing(event: Event) -> None:
    pass
