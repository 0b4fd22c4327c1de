"""Reports hosts that install scripts or the build contacted besides the registries."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.build import HostContact
from buildcheck.model.check import Evidence, check
from buildcheck.model.plan import DEFAULT_REGISTRY, HostRule
from buildcheck.model.report import Hit

FONTS = ("fonts.googleapis.com", "fonts.gstatic.com")
MOST_NAMES = 6
WITHOUT_DOWNLOAD = "Leave the package out where the build does without it, or set its option to install no download"


@check("warning", needs="scripts")
def build_reaches_network(evidence: Evidence) -> Iterable[Hit]:
    """Install scripts or the build contact hosts on the internet.

    Registries do not count. Each host is named with what tried it, where that can be known, and whether it was reached.

    ## Why it matters

    A build that needs another host fails when that host is down, slow, rate-limited or not allowed, and its result
    changes when the answer does. What is fetched while building is also not updated until the next build.

    ## How to fix

    Commit what is fetched (fonts with `next/font/local`), fetch when the page is asked for, or set the package's option
    to go without (telemetry, downloads in install scripts). If it must be, make sure that every host may reach it.
    """
    build, plan = evidence.build, evidence.plan
    if build is None:
        return
    registries = plan.network.registries if plan is not None else ()
    # What the started app contacts, it contacts when it is asked: no build depends on it.
    building = (each for each in build.hosts if each.phase in ("scripts", "build"))
    contacts = [each for each in building if not is_registry(each, registries)]
    hosts = sorted({each.host for each in contacts})
    if plan is not None and plan.google_fonts and evidence.passed("build"):
        hosts = [host for host in hosts if host not in FONTS]
    for host in hosts:
        yield contacted(host, [each for each in contacts if each.host == host])


def is_registry(contact: HostContact, registries: Iterable[HostRule]) -> bool:
    """Tell whether a registry was contacted: one that the project names, or the manager's own."""
    return belongs(contact.host, registries) or (contact.reason or "").startswith(DEFAULT_REGISTRY)


def belongs(host: str, rules: Iterable[HostRule]) -> bool:
    """Tell whether a rule names the host."""
    return any(rule.covers(host) for rule in rules)


def contacted(host: str, contacts: list[HostContact]) -> Hit:
    """Say who contacted the host in which phase, what became of it, and how to do without."""
    phases = " and ".join(sorted({"install scripts" if each.phase == "scripts" else "the build" for each in contacts}))
    outcomes = sorted({each.outcome for each in contacts})
    reasons = sorted({each.reason for each in contacts if each.reason})[:1]
    by = sorted({each.by for each in contacts if each.by})[:MOST_NAMES]
    verb = "contacted" if "reached" in outcomes else "tried to contact"
    words = [f"{phases} {verb} {host}: {': '.join([' and '.join(outcomes), *reasons])}"]
    words += [f"Asked for by {'; '.join(by)}"] if by else []
    # A made value stands for a host that can't be reached; the trials call it by its variable.
    allow = f"; `--allow-host {host}` lets it through here" if "refused" in outcomes and host[0] != "$" else ""
    building = any(each.phase == "build" for each in contacts)
    fix = _way_out(host) if building else WITHOUT_DOWNLOAD
    return Hit(message=". ".join(words), fix=f"{fix}{allow}.", anchor=host)


def _way_out(host: str) -> str:
    if host.startswith("$"):
        return f"Ask the server of {host[1:]} in a step of the deployment or when the app runs, not in the build"
    return "Fetch when the page is asked for, or commit what is fetched"
