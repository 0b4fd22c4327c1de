"""The variables that a build has on every host and that hold no secret.

``NODE_ENV`` is not among them: no host sets it, and package managers leave development dependencies out when it says
``production``.
"""

from __future__ import annotations

from buildcheck.errors import UsageError
from buildcheck.model.plan import Choice

COMMON = {
    "CI": "true",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "NEXT_TELEMETRY_DISABLED": "1",
    "CHECKPOINT_DISABLE": "1",
    "DO_NOT_TRACK": "1",
    "COREPACK_ENABLE_STRICT": "0",
    "COREPACK_ENABLE_DOWNLOAD_PROMPT": "0",
}
"""``CI`` is set by Vercel, Netlify, GitHub Actions and Render alike and changes what tools do (Create React App turns
warnings into errors); the rest keeps tools from reporting home or asking questions, and the clock and the alphabet the
same everywhere."""


def choose_environment(setting: str, names: tuple[str, ...]) -> Choice:
    """Read ``--env``: ``synthetic``, ``none`` or ``file:PATH``.

    Raises:
        UsageError: ``setting`` is none of them.
    """
    if setting == "synthetic":
        return Choice(
            value="synthetic", reason="made values for the variables that the project reads (--env synthetic)"
        )
    if setting == "none":
        return Choice(value="none", reason="no variables of the project's own are given (--env none)")
    kind, _, path = setting.partition(":")
    if kind == "file" and path:
        reason = f"--env {setting}: {len(names)} variable{'' if len(names) == 1 else 's'}, given to this run only"
        return Choice(value=setting, reason=reason)
    raise UsageError(
        f"--env {setting}: not understood.",
        why="It is none of `synthetic`, `none`, and `file:` with the path of a file.",
        do="Write --env synthetic, --env none, or --env file:.env.local.",
    )
