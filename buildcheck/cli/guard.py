"""Around every command: errors and signals in, an exit code and a few lines on standard error out.

Exit codes: 0 and 1 as `buildcheck.cli.verdict` says, 2 usage or configuration, 3 engine, 75 network (`EX_TEMPFAIL` of
sysexits.h), 70 a mistake of ours (`EX_SOFTWARE`), 128 + signal where a signal ended the run.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from buildcheck import __version__
from buildcheck.cli.streams import complain
from buildcheck.errors import BuildcheckError

EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class Ended(BaseException):
    """A signal asked the program to end; like Ctrl-C it passes through every clean-up on its way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def run(command: click.Command, arguments: Sequence[str] | None = None) -> int:
    """Run ``command`` with ``arguments`` (``None``: those of ``sys.argv``) and give its exit code. It never raises."""
    _listen()
    try:
        result = command.main(arguments, prog_name="buildcheck", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BuildcheckError as error:
        _explain(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted: no verdict; all it had started is removed")
        return EXIT_INTERRUPTED
    except Ended as end:
        complain(f"ended by {signal.Signals(end.number).name}: no verdict; all it had started is removed")
        return 128 + end.number
    except Exception:
        _apologise()
        return EXIT_BUG
    return result if isinstance(result, int) else 0


def _listen() -> None:
    """Let the signals by which systems end programs run the clean-ups, as Ctrl-C does (SIGHUP is not on Windows)."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _end)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    # A second signal must not break the clean-up that the first one started; SIGKILL is there for the impatient.
    signal.signal(number, signal.SIG_IGN)
    raise Ended(number)


def _explain(error: BuildcheckError) -> None:
    complain(f"error: {error.what}")
    for label, text in (("why", error.why), ("do", error.do)):
        if text:
            complain(f"  {label}: {text}")


def _apologise() -> None:
    import traceback

    complain(traceback.format_exc().rstrip("\n"))
    complain(
        f"\nThis is a mistake in buildcheck {__version__} (Python {sys.version.split()[0]}, {sys.platform}), "
        "not in your project.\nPlease report it with the lines above and the output of `buildcheck doctor`."
    )
