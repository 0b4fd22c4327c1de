"""The cause of a failed step -> the variables that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory, Variable
from buildcheck.model.synthetic import Synthetic

# Diagnoses that speak of a service by another name than `services/*.yaml`.
_SERVICES = {"next-auth": "auth-js", "prisma": "postgres", "neon": "postgres"}
_MAY_BE_A_SERVER = ("infrastructure", "ours", "environment", "unknown")


def named(cause: Cause, inventory: Inventory) -> tuple[str, ...]:
    """Give the variables that a failure is about: those that its lines name; else those of the service that its
    diagnosis is about, read without a default; else what the file at fault reads without one."""
    text = "\n".join((cause.title, *cause.lines))
    said = {name for name in inventory.variables if re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", text)}
    if said:
        return tuple(sorted(said))
    if not cause.id.startswith("env-") and cause.kind != "environment":
        return ()
    service = cause.id.removeprefix("env-")
    wanted = _SERVICES.get(service, service)
    needy = [each for each in inventory.variables.values() if is_needy(each)]
    of_service = tuple(each.name for each in needy if each.service == wanted)
    return of_service or tuple(each.name for each in needy if _is_read_in(each, cause.at))


def blamed(done: Build, causes: Iterable[Cause], synthetic: Synthetic, inventory: Inventory) -> tuple[str, ...]:
    """Give the variables whose made values a failed build stumbled over: its lines show such a value, or name a
    variable that had one; or it asked a host that only a made value names, and the failure may come of that."""
    first = next(iter(causes), None)
    if first is None:
        return ()
    text = "\n".join(first.lines).lower()
    marks = {each.name: each.canary for each in synthetic.values.values() if each.canary is not None}
    shown = tuple(sorted(name for name, mark in marks.items() if mark in text))
    if shown:
        return shown
    if first.id.startswith("env-"):
        return tuple(name for name in named(first, inventory) if name in synthetic.values)
    asked = {each.host for each in done.hosts if each.outcome != "reached" and each.phase != "fetch"}
    if first.kind in _MAY_BE_A_SERVER:
        return tuple(sorted(name for name, mark in marks.items() if any(mark in host for host in asked)))
    return ()


def is_needy(variable: Variable) -> bool:
    """Whether something that counts reads it and has nothing to fall back on."""
    return variable.platform is None and variable.given is None and not variable.has_default and bool(live(variable))


def live(variable: Variable) -> bool:
    """Whether anything but a test or dead code reads it where its value can arrive."""
    return any(
        each.in_vain is None and any(where not in ("test", "unreached") for where in each.where)
        for each in variable.reads
    )


def _is_read_in(variable: Variable, at: str | None) -> bool:
    path = (at or "").partition(":")[0]
    return bool(path) and any(each.at.path == path for each in variable.reads)
