"""The services as an earlier run read them: YAML takes a tenth of a second, and `check` has one for everything.

What can't be read, or was written by other code or from other files than those of today, counts as nothing.
"""

from __future__ import annotations

import os
import tempfile

import msgspec

from buildcheck.caches import cache_folder, own_code
from buildcheck.errors import EngineError
from buildcheck.model.service import Service
from buildcheck.model.value import Value

_NAME = "services.bin"


class _Kept(Value, frozen=True, kw_only=True):
    """``by`` names our code and our data."""

    by: str
    services: tuple[Service, ...]


def kept_services() -> tuple[Service, ...] | None:
    """Give what an earlier run kept, if it still holds."""
    try:
        kept = msgspec.msgpack.decode((cache_folder() / _NAME).read_bytes(), type=_Kept)
    except (OSError, EngineError, msgspec.MsgspecError):
        return None
    return kept.services if kept.by == own_code() else None


def keep_services(services: tuple[Service, ...]) -> None:
    """Keep ``services`` for the next run, whole or not at all; where nothing can be written, nothing is kept."""
    content = msgspec.msgpack.encode(_Kept(by=own_code(), services=services))
    try:
        folder = cache_folder()
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".partial", delete=False) as partial:
            partial.write(content)
        os.replace(partial.name, folder / _NAME)
    except (OSError, EngineError):
        return
