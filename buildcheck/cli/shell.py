"""`buildcheck replay --shell`: progress until a step fails, then this terminal is connected with its container."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from buildcheck.bundle.terms import Here
from buildcheck.cli.console import console
from buildcheck.cli.progress import watching
from buildcheck.cli.streams import complain
from buildcheck.engines.base import Event, Sandbox, Watch
from buildcheck.model.plan import Step
from buildcheck.pipeline.replay import open_shell

EXIT_NOTHING_FAILS = 1


def shell_at_failure(bundle: Path, here: Here, *, source: Path | None, quiet: bool, no_color: bool) -> int:
    """Make the run of ``bundle`` again and open a shell where it fails; give the exit code of the shell, or 1 where
    nothing fails here.

    Raises:
        UsageError: as `buildcheck.pipeline.replay.replay`.
        EngineError: as there.
    """
    ended: list[int] = []
    with ExitStack() as progress:
        shown = progress.enter_context(watching(sys.stderr, quiet=quiet, no_color=no_color))

        def at_failure(sandbox: Sandbox, step: Step) -> None:
            progress.close()
            complain(
                f"`{step.name}` failed. This is a shell in its container, in its folder.\n"
                'eval "$BUILDCHECK_STEP" runs the step again; `exit` ends the shell and removes everything.'
            )
            with console() as terminal:
                ended.append(sandbox.shell(step, terminal))

        open_shell(bundle, here, _until_closed(shown, progress), source=source, at_failure=at_failure)
    if not ended:
        complain("Every step passes here: there is no failed one to open a shell in.")
    return ended[0] if ended else EXIT_NOTHING_FAILS


def _until_closed(watch: Watch, progress: ExitStack) -> Watch:
    """Give ``watch`` as long as progress is shown: afterwards the terminal belongs to somebody else."""
    closed: list[bool] = []
    progress.callback(closed.append, True)

    def passed_on(event: Event) -> None:
        if not closed:
            watch(event)

    return passed_on
