"""Files that lie on this disk and in no clean checkout. Those that one line of a .gitignore hides are one factor: the
line is what there is to change."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from buildcheck.factors.log import log_of, misses_any
from buildcheck.factors.situation import Situation
from buildcheck.load.beside import is_made
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, Factor, NotTried
from buildcheck.model.machine import LocalFile
from buildcheck.model.survey import Edge

_SHOWN = 3
_OF_LOCKFILE = (
    "peer-dependency-conflict",
    "lockfile-",
    "version-not-found",
    "tarball-",
    "package-not-",
    "missing-types",
)
"""Causes in a log that another lockfile, or the lack of one, is known for."""
_REST = "the rest of "
_SOURCE = re.compile(r"(.*/.*[^/])\.[cm]?[jt]sx?")
"""A source file in a folder: imports, and the logs that tell of them, leave its ending out."""


def file_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give a factor for the files that something imports, by what hides them, and one for the rest of each record."""
    imported = [each for each in situation.of("file") if each.at is not None]
    taken = {each.subject for each in imported}
    groups: dict[tuple[str, bool], list[Difference]] = {}
    for each in imported:
        # What only tests import, or a tool makes, is another factor than what the build is known to miss.
        key = (_kin(_record(each.subject, situation)), each.weight == "harmless")
        groups.setdefault(key, []).append(each)
    for (_, harmless), group in groups.items():
        if not harmless or {each.subject for each in group} <= situation.entries.keys():
            yield _of_imported(group, situation)
    for each in situation.of("file"):
        if each.at is None:
            yield from _of_record(each, taken, situation)
    for record in situation.machine.files or ():
        if any(path.startswith(record.path) for path in taken) and record.path.endswith("/"):
            yield from _rest(record, taken, situation)


def _record(path: str, situation: Situation) -> LocalFile | None:
    """Give the record of the snapshot that ``path`` is part of, one with a rule before one without."""
    around = [
        each
        for each in situation.machine.files or ()
        if path == each.path or (each.path.endswith("/") and path.startswith(each.path))
    ]
    return max(around, key=lambda each: (each.rule is not None, len(each.path)), default=None)


def _kin(record: LocalFile | None) -> str:
    return str(record.rule) if record is not None and record.rule is not None else "never added"


def _of_imported(group: list[Difference], situation: Situation) -> Factor | NotTried:
    first, paths = group[0], tuple(each.subject for each in group)
    if not set(paths) <= situation.entries.keys():
        return NotTried(difference=first, reason=_not_here(situation), named=True)
    record = _record(first.subject, situation)
    return Factor(
        kind="file",
        subject=first.subject if len(group) == 1 else f"{first.subject} and {len(group) - 1} more",
        change=Change(files=paths),
        difference=first if len(group) == 1 else replace(first, close=_close_of(paths, record)),
        because=_because(paths, record),
        given="that file" if len(paths) == 1 else "these files",
        words=_words(paths) + tuple(_specifiers(paths, situation)),
        kin=_kin(record),
    )


def _of_record(found: Difference, taken: set[str], situation: Situation) -> Iterator[Factor | NotTried]:
    """Give the factor of a file or folder that nothing is known to import, less what it shares with others. Env files
    are told as the variables that they set."""
    if is_made(found.subject) or found.subject.rpartition("/")[2].startswith(".env"):
        return
    entries = situation.beside.get(found.subject, ())
    if entries:
        yield from _factor(found, tuple(each.path for each in entries if each.path not in taken), situation)
        return
    named = _is_named(found.subject, situation)
    if named or entries is None or (not situation.here and found.weight != "harmless"):
        closed = _closed(found, _record(found.subject, situation))
        reason = "It is too large to be tried." if entries is None else _not_here(situation)
        yield NotTried(difference=closed, reason=reason, named=named)


def _is_named(path: str, situation: Situation) -> bool:
    """Whether the failed log names a file, or one in that folder, or an import leads there in vain."""
    folder = path if path.endswith("/") else ""
    if misses_any(_words((path,)), log_of(situation)):
        return True
    aims = (each for edges in situation.survey.edges.values() for each in edges if each.outcome == "missing")
    return any(aim == path or (folder and aim.startswith(folder)) for each in aims for aim in _aims(each))


def _aims(edge: Edge) -> Iterator[str]:
    """Give where an import leads, as far as that is known of one that leads nowhere."""
    if edge.wanted is not None:
        yield edge.wanted
    if edge.request.specifier.startswith("."):
        yield posixpath.normpath(posixpath.join(posixpath.dirname(edge.importer), edge.request.specifier))


def _rest(record: LocalFile, taken: set[str], situation: Situation) -> Iterator[Factor]:
    """Give what else lies in a folder that something imports from: what is imported may need it in turn."""
    paths = tuple(each.path for each in situation.beside.get(record.path) or () if each.path not in taken)
    rest = Difference(
        kind="file",
        weight="harmless",
        subject=f"{_REST}{record.path}",
        here=f"{record.path} holds {len(paths)} more files.",
        clean="They are not there.",
        consequence="What is imported from there may need them.",
    )
    yield from _factor(rest, paths, situation)


def _factor(found: Difference, paths: tuple[str, ...], situation: Situation) -> Iterator[Factor]:
    if paths:
        record = _record(paths[0], situation)
        one = len(paths) == 1
        yield Factor(
            kind="file",
            subject=found.subject,
            change=Change(files=paths),
            difference=found if found.close else _closed(found, record),
            because=_because(paths, record) if one else _because_of_folder(found, record),
            given="that file" if one else "these files" if record is None else "that folder",
            words=_words((*paths, found.subject)),
            kin=_kin(record),
            diagnoses=_OF_LOCKFILE if found.subject in situation.survey.lockfiles_left_out else (),
        )


def _because(paths: Sequence[str], record: LocalFile | None) -> str:
    names = ", ".join(f"`{each}`" for each in paths[:_SHOWN])
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    return f"{names}{more} {_fact(record, 'is' if len(paths) == 1 else 'are')}"


def _because_of_folder(found: Difference, record: LocalFile | None) -> str:
    rest = _REST if found.subject.startswith(_REST) else ""
    return f"{rest}`{found.subject.removeprefix(_REST)}` {_fact(record, 'is')}"


def _fact(record: LocalFile | None, verb: str) -> str:
    if record is None or record.rule is None:
        return f"{'was' if verb == 'is' else 'were'} never added to git"
    return f"{verb} ignored by `{record.rule}` (`{record.pattern}`)"


def _close_of(paths: Sequence[str], record: LocalFile | None) -> str:
    """Say what closes a difference in several files. The smallest folder around them is what people add."""
    added = " ".join(paths) if len(paths) <= _SHOWN else posixpath.commonpath(paths) or "."
    if record is None or record.rule is None:
        return f"git add {added}"
    return f"Narrow the rule in {record.rule}, so that it leaves these files in, then git add {added}."


def _closed(found: Difference, record: LocalFile | None) -> Difference:
    """Add what closes a difference that was taken for harmless before it was tried."""
    if record is None or record.rule is None:
        return replace(found, close=f"git add {record.path if record is not None else found.subject}")
    narrow = f"Narrow the rule in {record.rule}, then git add {record.path}"
    return replace(found, close=f"{narrow}; if a tool makes it, run that tool in the build script.")


def _words(paths: Iterable[str]) -> tuple[str, ...]:
    """Give the texts by which a log names files: the path, and its last part where that is no word of every log."""
    found: dict[str, None] = {}
    for path in paths:
        bare = path.rstrip("/")
        found[bare] = None
        if match := _SOURCE.fullmatch(bare):
            found[match[1].removesuffix("/index")] = None
        name = bare.rpartition("/")[2]
        if "." in name.strip(".") and name.partition(".")[0] not in ("index", "package", "tsconfig"):
            found[name] = None
    return tuple(found)


def _specifiers(paths: Iterable[str], situation: Situation) -> Iterator[str]:
    wanted = set(paths)
    for edges in situation.survey.edges.values():
        for edge in edges:
            if edge.target in wanted and edge.outcome == "left-out":
                yield edge.request.specifier


def _not_here(situation: Situation) -> str:
    if not situation.here:
        return "It lies on another machine: only the snapshot of it is here."
    return "It may hold secrets, or is too large to be tried."
