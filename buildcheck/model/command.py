"""What the scripts of manifests run: one value per command of a script."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.invocation import Invocation
from buildcheck.model.value import At, Value


class Command(Value, frozen=True, kw_only=True):
    """A simple command of the script ``script`` at ``at``, whose whole text is ``text``. ``needed`` says which stage of
    a clean machine runs it, directly or through another script (``npm run x``); ``None`` where only people run it."""

    script: str
    text: str
    run: Invocation
    needed: Literal["install", "build", "start"] | None = None
    at: At

    @property
    def words(self) -> tuple[str, ...]:
        """The tool and its arguments."""
        return self.run.words
