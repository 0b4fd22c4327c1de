"""Work that is done beside other work, and that no end of the program waits for, as it would for a pool of threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Answer = TypeVar("Answer")


def begin(work: Callable[[], Answer]) -> Future[Answer]:
    """Begin ``work`` in a thread of its own; the future gives what it gives, or raises what it raises."""
    future: Future[Answer] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    threading.Thread(target=run, name="observe", daemon=True).start()
    return future
