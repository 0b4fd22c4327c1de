"""Reports imports and addresses that differ from the file only in upper and lower case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import Failing, failing, untold
from buildcheck.model.module import Element
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge
from buildcheck.model.value import At

_ADDRESSED = frozenset({"img", "Image", "link", "script", "Script", "a", "Link", "iframe"})


@check("error")
def import_case_mismatch(evidence: Evidence) -> Iterable[Hit]:
    """An import is spelled in other letters than the file.

    The path differs from that of the file in upper and lower case alone. Either the import is wrong, or the file was
    renamed only in case and git still holds the old name. An address of a file in `public/` that differs so is a
    warning: it is asked for when the page is shown, and answered with 404.

    ## Why it matters

    The disks of macOS and Windows take either spelling, those of Linux do not, and neither do the hosts that run it: it
    works on the machine where it was written and fails everywhere else.

    ## How to fix

    Spell the import as the file is spelled. To rename a file only in case, do it in two steps with `git mv`: through
    one, git does not notice on such a disk.
    """
    edges = (edge for found in evidence.survey.edges.values() for edge in found if edge.outcome == "letter-case")
    for each in failing(evidence, edges):
        yield respelled(each) if each.edge.respelled else misspelled(each)
    yield from untold(evidence, "import-case-mismatch")
    yield from addresses(evidence)


def misspelled(found: Failing) -> Hit:
    """Report an import that is wrong."""
    edge = found.edge
    return found.hit(
        f"It imports `{edge.request.specifier}`, and the file is `{edge.target}`: on Linux, which tells upper from "
        f"lower case, {found.consequence}{found.others}",
        f"Write `{corrected(edge)}`.",
    )


def respelled(found: Failing) -> Hit:
    """Report a file of which git has another spelling than the disk."""
    edge = found.edge
    between = f"{edge.target}.tmp"
    return found.hit(
        f"It imports `{edge.request.specifier}`, as this disk has it, but git holds `{edge.target}`: in a checkout on "
        f"Linux {found.consequence}{found.others}",
        f"Rename it in git in two steps: git mv {edge.target} {between} && git mv {between} {edge.wanted}",
    )


def corrected(edge: Edge) -> str:
    """Give the specifier in the letters of the file; the file's path where the difference is outside of it."""
    specifier, wanted, target = edge.request.specifier, edge.wanted or "", edge.target or ""
    parts = specifier.split("/")
    for count in range(len(parts)):
        tail = "/".join(parts[count:])
        start = f"/{wanted}".find(f"/{tail}")
        if tail and start >= 0:
            return specifier[: len(specifier) - len(tail)] + target[start : start + len(tail)]
    return target


def addresses(evidence: Evidence) -> Iterator[Hit]:
    """Report addresses of public files, where the source holds such a file in other letters."""
    folder = "public" if evidence.project.app == "." else f"{evidence.project.app}/public"
    public = {each.path for each in evidence.project.source.entries if each.path.startswith(f"{folder}/")}
    folded = {path.casefold(): path for path in public}
    for path, module in evidence.survey.modules.items():
        for element in module.elements if evidence.survey.matters(path) else ():
            address = local_address(element)
            wanted = f"{folder}{address}"
            actual = folded.get(wanted.casefold()) if address and wanted not in public else None
            if actual is not None:
                yield Hit(
                    message=f"It asks for `{address}`, and the file is `{actual}`: on Linux the answer is 404",
                    at=At(path=path, line=element.line, column=element.column),
                    fix=f"Write `{actual.removeprefix(folder)}`.",
                    severity="warning",
                )


def local_address(element: Element) -> str | None:
    """Give the address of this site that ``element`` asks for."""
    address = element.attributes.get("src") or element.attributes.get("href") or ""
    if element.name not in _ADDRESSED or not address.startswith("/") or address.startswith("//"):
        return None
    return address.partition("?")[0].partition("#")[0]
