"""What the build of an app leaves behind for whoever serves it."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.value import At, Value


class Output(Value, frozen=True, kw_only=True):
    """``mode`` is ``server`` (``next start``), ``standalone``, ``export`` (Next's static files) or ``static`` (another
    framework's). ``folder`` is what a host must be given, relative to the source root: the folder of the static files,
    or that of the server build; ``work`` is where Next builds (``.next``). ``None`` means not known from the files.
    ``at`` is the place that decided the mode, ``folder_at`` that which named the folder."""

    mode: Literal["server", "standalone", "export", "static"] | None
    folder: str | None
    work: str | None = None
    at: At | None = None
    folder_at: At | None = None

    @property
    def is_static(self) -> bool:
        """Whether a host that only serves files can serve it."""
        return self.mode in ("export", "static")
