"""What of a failing project its log, and the files that are left, speak for: the first guesses of a search, which one
build proves right or wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from buildcheck.load.files import Files
from buildcheck.load.paths import ancestors, parent
from buildcheck.model.project import Project
from buildcheck.survey import survey

_LAYOUT = re.compile(r"(?:layout|_app|_document|template)\.[jt]sx?\Z")
_COMMAND = re.compile(r"[\w.@/-]+")
_LONGEST = 1024**2


def named_in(project: Project, log: str) -> frozenset[str]:
    """Give the files of the project that a log names."""
    paths = {each.path for each in project.source.entries}
    within = {path: path.removeprefix(f"{project.app}/") for path in paths}
    deep = {path for path, name in within.items() if name.count("/") and name in log}
    return frozenset(deep | {path for path, name in within.items() if f"./{name}" in log})


def around(project: Project, named: Collection[str]) -> tuple[frozenset[str], ...]:
    """Give sets of files that a failure in ``named`` may need, the smallest first: these with the files beside the
    manifests, which are mostly configurations; then what they import, what leads to them and the layouts around them
    as well."""
    if not named:
        return ()
    paths = {each.path for each in project.source.entries}
    top = {path for path in paths if parent(path) in (".", project.app, project.install_root)}
    facts = survey(project)
    found, waiting = set(named), list(named)
    while waiting:
        path = waiting.pop()
        above = (facts.reached or {}).get(path)
        below = [edge.target for edge in facts.edges.get(path, ()) if edge.outcome in ("file", "letter-case")]
        for each in (above, *below):
            if each is not None and each in paths and each not in found:
                found.add(each)
                waiting.append(each)
    folders = {folder for path in found for folder in ancestors(parent(path))}
    layouts = {path for path in paths if _LAYOUT.match(path.rpartition("/")[2]) and parent(path) in folders}
    return frozenset({*named, *top}), frozenset(found | layouts | top)


def asked_for(project: Project, files: Iterable[str], names: Collection[str]) -> frozenset[str]:
    """Give those of ``names`` that one of ``files`` or a script names, or whose command a script starts."""
    manifests = (project.root_manifest, project.manifest, *project.member_manifests)
    scripts = "\n".join(text for each in manifests for text in each.scripts.values())
    told = {each.path for each in manifests} | {each.path for each in project.lockfiles}
    read = Files(project.source)
    texts = [scripts, *(read.text(path, _LONGEST) or "" for path in files if path not in told)]
    commands = set(_COMMAND.findall(scripts))
    locked = {
        each.name
        for lockfile in project.lockfiles
        for each in lockfile.packages or ()
        if commands.intersection(each.bins or ())
    }
    return frozenset(each for each in names if each in locked or any(each in text for text in texts))
