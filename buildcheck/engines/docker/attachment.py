"""A container's standard streams over one attached connection: lines in, lines out.

Works with every daemon that docker-py reaches (local socket, TCP, TLS, SSH), because it needs the Docker API only: no
port of ours that the container would have to reach, no file that it would have to share with this machine.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from typing import Any

from docker.utils.socket import STDOUT, SocketError, frames_iter

_MAX_LINE = 64 * 1024
# Without annotations in its stubs.
_frames: Any = frames_iter


class Attachment:
    """The attached streams of ``container``. Each line of its standard output goes to ``on_line``, in a thread of its
    own; ``on_end`` is called when there will be no more, with what was last written to standard error."""

    def __init__(self, container: Any, on_line: Callable[[bytes], None], on_end: Callable[[str], None]) -> None:
        self._on_line = on_line
        self._on_end = on_end
        self._socket = container.attach_socket(params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1})
        # docker-py gives an io object, a socket, or an SSH channel, depending on how the daemon is reached.
        self._raw = getattr(self._socket, "_sock", self._socket)
        self._write_lock = threading.Lock()
        threading.Thread(target=self._read, name="egress-log", daemon=True).start()

    def send(self, line: bytes) -> None:
        """Write one line to the container's standard input. Raises OSError when it is gone."""
        with self._write_lock:
            self._raw.sendall(line + b"\n")

    def _read(self) -> None:
        pending, complaint = b"", b""
        try:
            for stream, data in _frames(self._socket, tty=False):
                if stream != STDOUT:
                    complaint = (complaint + data)[-_MAX_LINE:]
                    continue
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    self._on_line(line)
                pending = pending[-_MAX_LINE:]
        except (OSError, SocketError, ValueError):
            pass  # closed by us or by the daemon: both are the end of the stream
        finally:
            self._on_end(complaint.decode("utf-8", "replace").strip())

    def close(self) -> None:
        """Let go of the connection. The container, started with ``StdinOnce``, sees the end of its input."""
        # Closing alone would wait for the reader's thread, which waits for the container.
        with contextlib.suppress(OSError):
            self._raw.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self._socket.close()
            self._raw.close()
