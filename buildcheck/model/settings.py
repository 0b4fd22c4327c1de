"""What the user asked for: the command line and the configuration file, as one value."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.plan import ImageVariant, NetworkMode
from buildcheck.model.value import Value

EngineName = Literal["auto", "docker", "local"]
EnvDepth = Literal["quick", "full"]
FailOn = Literal["error", "warning", "never"]


class Settings(Value, frozen=True, kw_only=True):
    """Options of a run. ``env`` is ``synthetic``, ``none`` or ``file:PATH``; ``seed`` decides the synthetic values,
    ``env_depth`` how many builds may be spent on what the absence of variables does. ``registry_auth`` names the
    registries (hosts) whose credentials may reach the fetch phase. ``memory`` and ``disk`` are bytes, ``timeout``
    seconds for each phase."""

    source: Literal["working-tree", "head"] = "working-tree"
    engine: EngineName = "auto"
    network: NetworkMode = "known"
    allow_hosts: tuple[str, ...] = ()
    registry_auth: tuple[str, ...] = ()
    env: str = "none"
    env_depth: EnvDepth = "quick"
    seed: str = "1"
    node: str | None = None
    variant: ImageVariant = "full"
    memory: int | None = None
    disk: int | None = None
    timeout: int | None = None
    cache: bool = True
    ca_file: str | None = None
    fail_on: FailOn = "error"
    offline: bool = False
