"""A project, its plan, this machine and a report -> the members of a bundle, without secret values."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha1, sha256

import msgspec

from buildcheck import __version__
from buildcheck.bundle.archive import MANIFEST
from buildcheck.bundle.beside import beside
from buildcheck.bundle.documents import documents, plain, told_settings
from buildcheck.bundle.given import given
from buildcheck.bundle.guard import Guard, Where
from buildcheck.engines.folder import Folder
from buildcheck.errors import UsageError
from buildcheck.model.bundle import Blanked, Bundle, BundledSource, BundleKind, Member, SourceFile
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import Entry, Project
from buildcheck.model.report import Report
from buildcheck.model.settings import Settings
from buildcheck.model.survey import Survey

_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|patch|tgz|zip)\Z")
_EMPTY_TREE = b"4b825dc642cb6eb9a060e54bf8d69288fbee4904"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a bundle is made of. ``report`` is ``None`` for a snapshot; ``given`` names the variables of
    ``--env file:``; without ``sources`` the bundle holds what says how the project is installed, and no code."""

    project: Project
    survey: Survey
    plan: Plan
    machine: Machine
    report: Report | None
    settings: Settings
    given: tuple[str, ...] = ()
    sources: bool = True


@dataclass(frozen=True, slots=True)
class Packed:
    """The members by name, ready to be written, their manifest, and the machine that it is about."""

    bundle: Bundle
    machine: Machine
    members: dict[str, bytes]


def pack(parts: Parts, guard: Guard, *, limit: int) -> Packed:
    """Give the members. All of them together have at most ``limit`` bytes.

    Raises:
        UsageError: they have more; or the source changed since it was listed; or a value that ``guard`` knows would be
            in one of them.
    """
    _within(limit, {each.path: each.size for each in parts.project.source.entries if _is_held(parts, each.path)})
    variables = parts.survey.environment.variables
    contents, blanked, guard, own = given(
        _contents(parts), parts.project.framework, variables, guard, parts.settings.seed
    )
    files = tuple(
        _file(each, contents.get(each.path), parts, own=each.path in own) for each in parts.project.source.entries
    )
    members = {f"source/{each.path}": contents[each.path] for each in files if each.held and each.kind == "file"}
    commit = _commit(parts, guard, altered=bool(blanked))
    if commit is not None:
        members["git/commit"] = commit[1]
    members |= {
        name: guard.without(content, _where(name))
        for name, content in documents(parts.plan, parts.machine, parts.report, parts.settings).items()
    }
    bundle = _bundle(parts, files, blanked, commit[0] if commit else None, members)
    members[MANIFEST] = guard.without(plain(bundle), "document")
    _within(limit, {name: len(content) for name, content in members.items()})
    _assert_clean(members, guard)
    return Packed(bundle, parts.machine, members)


def assert_fits(entries: Iterable[Entry], limit: int) -> None:
    """Make sure that a source can be in a bundle, before anything is built for it.

    Raises:
        UsageError: it has more than ``limit`` bytes.
    """
    _within(limit, {each.path: each.size for each in entries})


def _contents(parts: Parts) -> dict[str, bytes]:
    with Folder(parts.project.source.root) as folder:
        entries = parts.project.source.entries
        return {entry.path: _content(folder, entry) for entry in entries if entry.kind == "file"}


def _where(name: str) -> Where:
    """Give what the member ``name`` is searched as."""
    if name.startswith("source/"):
        return "source"
    return "log" if name.startswith("logs/") or name == "git/commit" else "document"


def _content(folder: Folder, entry: Entry) -> bytes:
    try:
        fd, _ = folder.open(entry.path)
        with os.fdopen(fd, "rb") as file:
            content = file.read(entry.size + 1)
    except OSError as error:
        raise _changed(entry) from error
    if len(content) != entry.size:
        raise _changed(entry)
    return content


def _changed(entry: Entry) -> UsageError:
    shown = entry.path.encode("utf-8", "backslashreplace").decode()
    return UsageError(
        f"{shown} changed while the project was read.",
        why="A program or an editor is writing to the project folder.",
        do="Run buildcheck again when nothing else is writing to it.",
    )


def _is_held(parts: Parts, path: str) -> bool:
    if parts.sources:
        return True
    pins = {each.at.path for each in parts.project.node_pins}
    stated = path in parts.plan.fetch_inputs or path in pins or path.rpartition("/")[2] == ".gitignore"
    return stated and _CODE.search(path) is None


def _file(entry: Entry, content: bytes | None, parts: Parts, *, own: bool) -> SourceFile:
    return SourceFile(
        path=entry.path,
        kind=entry.kind,
        size=entry.size,
        executable=entry.executable,
        target=entry.target,
        sha256=sha256(content).hexdigest() if content is not None else None,
        held=_is_held(parts, entry.path),
        own=own,
    )


def _commit(parts: Parts, guard: Guard, *, altered: bool) -> tuple[str, bytes] | None:
    """Give the commit that a replay builds in. Where values were replaced, in the source or in what the commit says, it
    is another one, without a tree: the real one's hash is a hash of all contents, by which a short value could be found
    again."""
    source = parts.project.source
    if source.commit is None or source.commit_object is None or len(source.commit) != 40:
        return None
    clean = guard.without(source.commit_object, "log")
    if not altered and clean == source.commit_object:
        return source.commit, source.commit_object
    head, _, message = clean.partition(b"\n\n")
    kept = [line for line in head.split(b"\n") if line.startswith((b"author ", b"committer "))]
    content = b"\n".join([b"tree " + _EMPTY_TREE, *kept]) + b"\n\n" + message
    return sha1(b"commit %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest(), content


def _bundle(
    parts: Parts,
    files: tuple[SourceFile, ...],
    blanked: tuple[Blanked, ...],
    commit: str | None,
    members: Mapping[str, bytes],
) -> Bundle:
    source = parts.project.source
    altered = {each.path for each in blanked}
    kind: BundleKind = "snapshot" if parts.report is None else "verify"
    index = source.index
    if index is not None:
        index = tuple(msgspec.structs.replace(each, oid="") if each.path in altered else each for each in index)
    return Bundle(
        tool=__version__,
        kind=kind,
        project=parts.project.manifest.name,
        settings=told_settings(parts.settings),
        source=BundledSource(
            kind=source.kind,
            app=parts.project.app,
            complete=all(each.held for each in files),
            files=files,
            commit=source.commit,
            built_commit=commit,
            branch=source.branch,
            modified=source.modified,
            untracked=source.untracked,
            index=index,
            remarks=source.remarks,
        ),
        beside=beside(parts.survey),
        image=next((each.isolation.image for each in parts.report.builds), None) if parts.report else None,
        given=parts.given,
        blanked=tuple(each for each in blanked if _is_held(parts, each.path)),
        members=tuple(
            Member(path=name, size=len(content), sha256=sha256(content).hexdigest())
            for name, content in sorted(members.items())
        ),
    )


def _within(limit: int, sizes: Mapping[str, int]) -> None:
    total = sum(sizes.values())
    if total <= limit:
        return
    biggest = sorted(sizes.items(), key=lambda each: -each[1])[:5]
    named = ", ".join(f"{name.encode('utf-8', 'backslashreplace').decode()} ({size:,})" for name, size in biggest)
    raise UsageError(
        f"The bundle would hold {total:,} bytes; {limit:,} are allowed.",
        why=f"The biggest files: {named}.",
        do="Leave the source out (--no-source), or allow more (--bundle-limit SIZE).",
    )


def _assert_clean(members: Mapping[str, bytes], guard: Guard) -> None:
    """Look once more through all that is about to be written, names of files included: they are left as they are."""
    if any(guard.spans("\n".join(members).encode("utf-8", "surrogateescape"), "source")):
        raise UsageError(
            "The bundle was not written: the name of a file holds a secret value of this machine.",
            why="Names of files are not changed, since all that is said about the project uses them.",
            do="Give the file another name.",
        )
    for name, content in members.items():
        if any(guard.spans(content, _where(name))):
            raise UsageError(
                f"The bundle was not written: {name} would hold a secret value of this machine.",
                why="It stands there in a form that could not be taken out.",
                do="Take it out of the file, or leave the source out (--no-source).",
            )
