"""Reports hosts in the lockfile that a clean machine can't download from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address

from buildcheck.model.check import Evidence, check
from buildcheck.model.project import Lockfile
from buildcheck.model.report import Hit
from buildcheck.model.value import At

# Names that no public DNS knows: RFC 6761, RFC 6762, RFC 8375, ICANN's .internal, and what companies use.
PRIVATE = (".local", ".localhost", ".internal", ".intranet", ".corp", ".lan", ".home", ".home.arpa", ".private")


@check("error")
def private_registry_host(evidence: Evidence) -> Iterable[Hit]:
    """The lockfile downloads from a host that a clean machine can't reach or log in to.

    ## Why it matters

    A lockfile keeps the address of the registry that it was made with. A cache on somebody's machine or in a company's
    network is out of reach elsewhere; a private registry wants a token, which lies in the home folder of whoever made
    the lockfile and on no clean machine.

    ## How to fix

    Make the lockfile anew with the public registry, keeping the versions. For a private registry commit an `.npmrc`
    that names it and takes the token from a variable, and set that variable where the project is built.
    """
    cause, plan = evidence.cause, evidence.plan
    if cause is not None and cause.check == "private-registry-host":
        yield cause.hit(cause.title)
        return
    lockfile = next((each for each in evidence.project.lockfiles if plan and each.manager == plan.manager.name), None)
    if lockfile is None:
        return
    counts = Counter(each.host for each in lockfile.packages or () if each.host)
    for host, count in counts.items():
        if is_private(host):
            yield Hit(
                message=f"{lockfile.path} downloads {packages(count)} from {host}, out of reach for other machines",
                at=At(path=lockfile.path),
                fix=f"Make {lockfile.path} anew with the public registry, without changing versions.",
                predicts="fetch",
                anchor=host,
            )
        elif wants_token(evidence, host):
            yield Hit(
                message=f"{lockfile.path} downloads {packages(count)} from {host}, for which the project sets a token:"
                " a machine without it can't install",
                at=place(evidence, lockfile, host),
                fix="Set the variable that the file names wherever the project is built.",
                severity="warning",
                anchor=host,
            )


def packages(count: int) -> str:
    """Say how many packages."""
    return f"{count} package{'s' if count > 1 else ''}"


def is_private(host: str) -> bool:
    """Whether a name or address means nothing on the public internet."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    name = name.strip("[]").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(PRIVATE)
    return address.is_private or address.is_loopback or address.is_link_local


def wants_token(evidence: Evidence, host: str) -> bool:
    """Whether the project's settings hold credentials for the host."""
    return any(each.value is None and f"//{host}" in each.key for each in evidence.project.settings)


def place(evidence: Evidence, lockfile: Lockfile, host: str) -> At:
    """Give the line of the settings that names the host."""
    found = (each.at for each in evidence.project.settings if each.value is None and f"//{host}" in each.key)
    return next(found, At(path=lockfile.path))
