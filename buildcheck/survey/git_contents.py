"""What git stores, where that differs from the files on this machine's disk: line ends of scripts, Git LFS."""

from __future__ import annotations

from pathlib import Path

from buildcheck.load.files import Files
from buildcheck.load.git import Git, GitError
from buildcheck.load.paths import decode
from buildcheck.model.project import Project

_ATTRIBUTES = ".gitattributes"
_MOST_BYTES = 256 * 1024


def crlf_scripts(project: Project) -> frozenset[str]:
    """Give the scripts that a clean checkout holds with CRLF line ends.

    On Windows ``core.autocrlf`` makes CRLF on disk of what git stores with LF, so git is asked about those that have
    CRLF here (git-ls-files(1), ``--eol``). Without git, and for a commit, the disk is what counts.
    """
    here = [each.path for each in project.source.remarks if each.kind == "crlf-script"]
    if not here or project.source.kind != "working-tree":
        return frozenset(here)
    try:
        listing = Git(Path(project.source.root)).run("ls-files", "--eol", "-z", "--", *_literal(here))
    except GitError:
        return frozenset()
    records = [record.partition(b"\t") for record in listing.split(b"\0") if record]
    return frozenset(decode(path) for facts, _, path in records if facts.startswith((b"i/crlf", b"i/mixed")))


def lfs_files(project: Project) -> frozenset[str]:
    """Give the files that git stores as Git LFS pointers, whether or not their contents were fetched here."""
    pointers = frozenset(each.path for each in project.source.remarks if each.kind == "lfs-pointer")
    files = Files(project.source)
    rules = [each for each in files.by_path if each.rpartition("/")[2] == _ATTRIBUTES]
    uses = any("filter=lfs" in (files.text(each, _MOST_BYTES) or "") for each in rules)
    if not uses or project.source.kind != "working-tree":
        return pointers
    try:
        listing = Git(Path(project.source.root)).run("ls-files", "-z", "--", ":(attr:filter=lfs)")
    except GitError:
        return pointers
    return pointers | {decode(each) for each in listing.split(b"\0") if each}


def _literal(paths: list[str]) -> list[str]:
    return [f":(literal){each}" for each in paths]
