"""A source's commit -> the few files of ``.git`` that let a build ask which commit it is.

Hosts build in a clone, and builds ask it: ``git rev-parse HEAD`` for a version, ``git log -1`` for a date, hooks'
installers for the folder itself. This is a shallow clone with HEAD, its branch and the commit, and without the commit's
tree: what asks git for files finds none.
"""

from __future__ import annotations

import zlib
from hashlib import sha1, sha256

from buildcheck.model.project import Source


def git_files(source: Source) -> dict[str, bytes]:
    """Give the files by path (``.git/HEAD``…); none where the source has no commit, or not the object that it names."""
    commit, content = source.commit, source.commit_object
    if commit is None or content is None:
        return {}
    stored = b"commit %d\0%s" % (len(content), content)
    modern = len(commit) == 64
    if (sha256(stored) if modern else sha1(stored, usedforsecurity=False)).hexdigest() != commit:
        return {}
    line = f"{commit}\n".encode()
    files = {
        ".git/config": _config(modern),
        ".git/shallow": line,
        f".git/objects/{commit[:2]}/{commit[2:]}": zlib.compress(stored),
        ".git/refs/heads/.keep": b"",
        ".git/HEAD": line,
    }
    if source.branch is not None and _is_plain(source.branch):
        files |= {".git/HEAD": f"ref: refs/heads/{source.branch}\n".encode()}
        files |= {f".git/refs/heads/{source.branch}": line}
    return files


def _config(modern: bool) -> bytes:
    # gitrepository-layout and git-config: the format is 1 where an extension says which hash names objects.
    lines = ["[core]", f"\trepositoryformatversion = {int(modern)}", "\tfilemode = true", "\tbare = false"]
    lines += ["[extensions]", "\tobjectformat = sha256"] if modern else []
    return "".join(f"{each}\n" for each in lines).encode()


def _is_plain(branch: str) -> bool:
    """Tell whether a branch's name can be a path as it is. Git allows no other, but this is hostile input."""
    parts = branch.split("/")
    return branch.isascii() and branch.isprintable() and all(part and not part.startswith(".") for part in parts)
