"""Reports imports of files that are nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import Failing, failing, is_unconfigured, untold
from buildcheck.model.project import ignoring
from buildcheck.model.report import Hit

MOST_SHOWN = 3
NEXT_PAGE = "https://nextjs.org/docs/messages/module-not-found"


@check("error")
def import_not_found(evidence: Evidence) -> Iterable[Hit]:
    """An imported file does not exist.

    A relative or aliased path leads nowhere: neither a clean checkout nor this machine's disk has such a file. Imports
    that the build does not read, that are for types alone where nothing checks types, or that are caught by `try`, are
    not reported.

    ## Why it matters

    The bundler stops at it. A development server does not notice until somebody opens the page, and generated code
    often names files that were never written.

    ## How to fix

    Correct the path; where a file of that name is elsewhere, it is named. If the file was never committed, add it.
    """
    edges = (each for found in evidence.survey.edges.values() for each in found if each.outcome == "missing")
    mine = (each for each in edges if each.generator is None and not is_unconfigured(each))
    docs = NEXT_PAGE if evidence.survey.next is not None else None
    for each in failing(evidence, mine):
        if each.how != "perhaps":
            yield report(each, evidence, docs)
    yield from untold(evidence, "import-not-found")


def report(found: Failing, evidence: Evidence, docs: str | None) -> Hit:
    """Say what is asked for, and what there is instead."""
    edge = found.edge
    asked = f"It imports `{edge.request.specifier}`"
    end = f"{found.consequence}{found.others}"
    if edge.package is not None:
        return found.hit(*of_package(found, evidence, asked, end), docs=docs)
    if edge.target is not None:
        message = f"{asked}, and the file is `{edge.target}`: this bundler does not take one for the other, so {end}"
        stem = posixpath.splitext(edge.request.specifier)[0]
        ending = posixpath.splitext(edge.target)[1] if edge.importer.endswith(".html") else ""
        return found.hit(message, f"Write `{stem}{ending}`.", docs=docs)
    places = elsewhere(edge.wanted or edge.request.specifier, evidence)
    if not places:
        return found.hit(
            f"{asked}, and there is no such file: {end}{hidden_by(edge.wanted or '', evidence)}",
            "Add the file if it was forgotten, else correct or remove the import.",
            docs=docs,
        )
    shown = ", ".join(f"`{each}`" for each in places[:MOST_SHOWN])
    message = f"{asked}, and there is no such file there: {end}. A file of that name is at {shown}"
    meant = f": if that one is meant, write `{relative(places[0], edge.importer)}`" if len(places) == 1 else ""
    fix = f"Correct the path of the import{meant}."
    return found.hit(message, fix, docs=docs)


def hidden_by(wanted: str, evidence: Evidence) -> str:
    """Name the rule that would keep the file out of git, so that it may well be on somebody's disk."""
    endings = ("",) if posixpath.splitext(wanted)[1] else (".ts", ".tsx")
    rules = (ignoring(wanted + each, evidence.project.ignore_rules) for each in endings)
    rule = next((each for each in rules if each is not None), None)
    return f". `{rule.pattern}` ({rule.at}) would keep it out of git" if rule is not None else ""


def of_package(found: Failing, evidence: Evidence, asked: str, end: str) -> tuple[str, str]:
    """Give message and fix for a package of the source that does not give what is asked of it."""
    edge = found.edge
    manifests = (*evidence.project.member_manifests, evidence.project.root_manifest, evidence.project.manifest)
    path = next((each.path for each in manifests if each.name == edge.package), edge.package)
    if edge.wanted is None:
        subpath = f"./{edge.subpath}" if edge.subpath else "."
        return f"{asked}, and the `exports` of {path} have no `{subpath}`: {end}", f"Add `{subpath}` to its `exports`."
    return (
        f"{asked}, which {path} says is `{edge.wanted}`: it is not in the source, and no script makes it, so {end}",
        f"Correct {path}, or add a `build` script that makes the file.",
    )


def elsewhere(wanted: str, evidence: Evidence) -> list[str]:
    """Give the files of the source with the same name, those in a folder of the same name first."""
    stem = posixpath.splitext(posixpath.basename(wanted))[0]
    named = "index" if stem == "index" else stem
    above = posixpath.basename(posixpath.dirname(wanted))
    found = [
        each.path
        for each in evidence.project.source.entries
        if posixpath.splitext(posixpath.basename(each.path))[0] == named and "node_modules" not in each.path
        if same_kind(each.path, wanted)
    ]
    close = [each for each in found if posixpath.basename(posixpath.dirname(each)) == above]
    return sorted(close or ([] if named == "index" else found))


def same_kind(path: str, wanted: str) -> bool:
    """Whether a file at ``path`` could be what an import of ``wanted`` means."""
    kinds = ((".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts"), (".css", ".scss", ".sass", ".less"))
    own, other = posixpath.splitext(wanted)[1], posixpath.splitext(path)[1]
    return own == other or any(other in each and (own in each or (not own and each is kinds[0])) for each in kinds)


def relative(path: str, importer: str) -> str:
    """Give ``path`` as an import of ``importer`` would name it."""
    way = posixpath.relpath(path, posixpath.dirname(importer) or ".")
    stem, ending = posixpath.splitext(way)
    short = stem.removesuffix("/index") if ending in (".ts", ".tsx", ".js", ".jsx") else way
    kept = way if importer.endswith(".html") else short
    return kept if kept.startswith(".") else f"./{kept}"
