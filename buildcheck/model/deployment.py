"""What the repository says about where the app goes: container files, hosts' settings, workflows."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.value import At, Value

DeploymentKind = Literal[
    "dockerfile", "vercel", "netlify", "firebase", "amplify", "fly", "render", "cloudflare", "github-pages", "heroku",
    "railway", "procfile",
]  # fmt: skip


class Setting(Value, frozen=True, kw_only=True):
    """One thing that a host's file says: ``key`` is its dotted name in that file (``build.publish``), ``value`` its
    text."""

    key: str
    value: str
    at: At


class Instruction(Value, frozen=True, kw_only=True):
    """A line of a Dockerfile, continuations joined, variables with defaults filled in. ``name`` is in upper case;
    ``words`` are its arguments (the JSON form as its items), ``flags`` what stands before them (``from`` of
    ``--from=builder``). ``stage`` is the name or the number of the stage that it belongs to."""

    name: str
    words: tuple[str, ...]
    flags: dict[str, str] = {}
    stage: str = "0"
    text: str = ""
    at: At


class Deployment(Value, frozen=True, kw_only=True):
    """One such file. ``folder`` is the folder that it speaks about (the app's own, or a folder above). ``settings``
    are what hosts' files say; ``instructions`` are a Dockerfile's."""

    kind: DeploymentKind
    path: str
    folder: str = "."
    settings: tuple[Setting, ...] = ()
    instructions: tuple[Instruction, ...] = ()

    def get(self, key: str) -> Setting | None:
        """Give the setting called ``key``."""
        return next((each for each in self.settings if each.key == key), None)
