"""What a bundle may decide of a run on this machine, and what only this machine's user does."""

from __future__ import annotations

import msgspec

from buildcheck.model.plan import NetworkMode
from buildcheck.model.settings import EngineName, Settings
from buildcheck.model.value import Value
from buildcheck.plan.limits import MEMORY

_MODES: tuple[NetworkMode, ...] = ("none", "known", "open")
_DISK = 10 * 1024**3
_SECONDS = 1800


class Here(Value, frozen=True, kw_only=True):
    """What the user of this machine says about a replay; ``None`` leaves it to the bundle, as far as that is usual."""

    engine: EngineName = "auto"
    cache: bool = True
    ca_file: str | None = None
    network: NetworkMode | None = None
    allow_hosts: tuple[str, ...] = ()
    registry_auth: tuple[str, ...] = ()
    env: str | None = None
    memory: int | None = None
    disk: int | None = None
    timeout: int | None = None
    offline: bool = False


def settings_for(told: Settings, here: Here) -> Settings:
    """Give the settings of a replay: what says what is built comes from the bundle, what says what it may do from here.
    A bundle may ask for less than is usual, never for more."""
    wanted = min(told.network, "known", key=_MODES.index)
    env = told.env if told.env in ("none", "synthetic") else "synthetic"
    return msgspec.structs.replace(
        told,
        engine=here.engine,
        cache=here.cache,
        ca_file=here.ca_file,
        network=here.network or wanted,
        allow_hosts=here.allow_hosts,
        registry_auth=here.registry_auth,
        env=here.env or env,
        memory=here.memory or _at_most(told.memory, MEMORY),
        disk=here.disk or _at_most(told.disk, _DISK),
        timeout=here.timeout or _at_most(told.timeout, _SECONDS),
        offline=here.offline or told.offline,
    )


def _at_most(told: int | None, most: int) -> int | None:
    return told if told is not None and 0 < told <= most else None
