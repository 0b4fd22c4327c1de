"""The cause of a failed step -> the variables that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from buildcheck.diagnose.catalogue import catalogue
from buildcheck.model.build import Build, HostContact
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory, Variable
from buildcheck.model.synthetic import Synthetic

# Diagnoses that speak of a service by another name than `services/*.yaml`.
_SERVICES = {"next-auth": "auth-js", "prisma": "postgres", "neon": "postgres"}
_NO_SERVICES = ("invalid", "missing", "unnamed")
_MAY_BE_A_SERVER = ("infrastructure", "ours", "environment", "unknown")
_ROUTE = (
    re.compile(r'Error occurred prerendering page "([^"]{1,200})"'),
    re.compile(r"Failed to collect (?:page data|configuration) for (/\S{0,200}?)(?=\]? \{|\s|$)"),
)
WHERE_ALONE = ("prerender-error", "collect-page-data", "next-documented-error", "worker-exited", "page-build-timeout")
"""Diagnoses that say where a build failed and not why."""
_ASKED = re.compile(r"(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT) ([\w.-]{1,253})")
_MADE_UP = "an address that buildcheck made up"
_LONGEST_LIST = 200
_SHOWN = re.compile(r"\*\*\*(\w+)\*\*\*")


def named(cause: Cause, build: Build, inventory: Inventory) -> tuple[tuple[str, ...], bool]:
    """Give the variables that a failure is about, the most likely first, and whether its own lines name them.

    Those that its lines name; else those of the service that its diagnosis is about, read without a default; else what
    the failing route read and did not find; else what the file at fault reads without a default.
    """
    said = _said(_text(cause, build), inventory)
    if said:
        return said, True
    needy = [each for each in inventory.variables.values() if is_needy(each)]
    missed = _missed(build, needy)
    of_service = _of_service(cause, needy)
    # What was not even asked for can't be what is missing: two clients of one service have names of their own.
    both = tuple(name for name in of_service if any(each.name == name and not each.set for each in build.reads or ()))
    for group in (both, of_service, missed, _of_file(cause, needy)):
        if group:
            return group, len(group) == 1
    return (), False


def _text(cause: Cause, build: Build) -> str:
    """Give the lines of a cause; a schema's list of what is wrong goes on below them."""
    lines = [cause.title, *cause.lines]
    if cause.id == "env-invalid" and build.failed is not None:
        lines += build.failed.log.split("\n")[cause.first_line - 1 :][:_LONGEST_LIST]
    return "\n".join(lines)


def _said(text: str, inventory: Inventory) -> tuple[str, ...]:
    words = set(re.findall(r"\w+", text))
    # A default that stands in for a name that a line did not give would be a guess.
    return tuple(sorted(name for name, each in inventory.variables.items() if name in words and each.platform is None))


def _of_service(cause: Cause, needy: Sequence[Variable]) -> tuple[str, ...]:
    wanted = service_of(cause)
    return tuple(each.name for each in needy if each.service == wanted) if wanted is not None else ()


def service_of(cause: Cause) -> str | None:
    """Give the id of the service that a diagnosis is about; ``None`` where it is about none."""
    named_so = cause.id.removeprefix("env-")
    is_one = cause.id.startswith("env-") and named_so not in _NO_SERVICES
    return _SERVICES.get(named_so, named_so) if is_one else None


def extracted(cause: Cause) -> tuple[str, ...]:
    """Give the variables that the patterns of a diagnosis take from the lines of its cause."""
    known = next((each for each in catalogue() if each.id == cause.id), None)
    text = "\n".join(cause.lines)
    patterns = (*known.patterns["any"], *known.patterns["extract"]) if known is not None else ()
    matches = (match for each in patterns for match in each.finditer(text))
    return tuple(name for each in matches if (name := each.groupdict().get("variable")))


def complaints_of(service: str) -> tuple[re.Pattern[str], ...]:
    """Give what libraries of ``service`` write into a log when they lack a variable."""
    ids = {f"env-{each}" for each in (service, *(name for name, known in _SERVICES.items() if known == service))}
    return tuple(each.expression for known in catalogue() if known.id in ids for each in known.patterns["any"])


def _missed(build: Build, needy: Sequence[Variable]) -> tuple[str, ...]:
    """Give what the route that failed read without finding it, the last first; of a build that names no route, what
    was read before anything was rendered."""
    log = build.failed.log if build.failed is not None else ""
    found = next((match for each in _ROUTE if (match := each.search(log))), None)
    route = re.sub(r"/(?:page|route)$", "", found[1]) or "/" if found is not None else None
    names = {each.name for each in needy}
    reads = [each for each in build.reads or () if not each.set and each.name in names]
    if route is not None:
        return tuple(dict.fromkeys(each.name for each in reversed(reads) if each.route == route))
    return tuple(dict.fromkeys(each.name for each in reversed(reads) if each.phase in ("script", "config")))


def _of_file(cause: Cause, needy: Sequence[Variable]) -> tuple[str, ...]:
    path = (cause.at or "").partition(":")[0]
    return tuple(each.name for each in needy if path and any(read.at.path == path for read in each.reads))


def blamed(done: Build, causes: Iterable[Cause], synthetic: Synthetic, inventory: Inventory) -> tuple[str, ...]:
    """Give the variables whose made values a failed build stumbled over: its lines show such a value, or name a
    variable that had one; or it asked a host that only a made value names, and the failure may come of that."""
    first = next(iter(causes), None)
    if first is None or done.failed is None or done.failed.phase == "fetch":
        return ()
    text = "\n".join(first.lines)
    marks = {each.name: each.canary for each in synthetic.values.values() if each.canary is not None}
    masked = set(_SHOWN.findall(text))
    shown = tuple(sorted(name for name, mark in marks.items() if name in masked or mark in text.lower()))
    if shown:
        return shown
    if first.id.startswith("env-"):
        return tuple(name for name in named(first, done, inventory)[0] if name in done.variables)
    if first.kind in _MAY_BE_A_SERVER or first.id in WHERE_ALONE:
        return asked(done, synthetic)
    return ()


def asked(done: Build, synthetic: Synthetic) -> tuple[str, ...]:
    """Give the variables whose made address a build tried to reach: as the engine saw it, or as the log says."""
    hosts = {each.host for each in done.hosts if each.outcome != "reached" and each.phase in ("scripts", "build")}
    hosts |= set(_ASKED.findall(done.failed.log)) if done.failed is not None else set()
    made = synthetic.values.values()
    return tuple(sorted(each.name for each in made if each.canary and any(each.canary in host for host in hosts)))


def by_name(done: Build, synthetic: Synthetic) -> Build:
    """Give the build with hosts that are made values called by their variables: the made name says nothing."""
    names = {each.canary: name for name, each in synthetic.values.items() if each.canary is not None}

    def called(contact: HostContact) -> HostContact:
        name = next((name for canary, name in names.items() if canary in contact.host), None)
        return contact if name is None else replace(contact, host=f"${name}", reason=_MADE_UP)

    return replace(done, hosts=tuple(called(each) for each in done.hosts))


def is_needy(variable: Variable) -> bool:
    """Whether something that counts reads it and has nothing to fall back on, or a package reads it by itself."""
    wanted = not variable.has_default or any(each.how == "package" for each in variable.reads)
    return variable.platform is None and variable.given is None and wanted and live(variable)


def live(variable: Variable) -> bool:
    """Whether anything but a test or dead code reads it where its value can arrive."""
    return any(each.in_vain is None and each.is_live for each in variable.reads)
