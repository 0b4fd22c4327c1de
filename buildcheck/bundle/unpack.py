"""The members of a bundle -> `Contents`, held against its manifest. The bundle may come from anybody: nothing of it is
believed before its size, type and name were looked at, and nothing is written here."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from buildcheck.bundle.archive import LARGEST_JSON, MANIFEST, MOST_MEMBERS, BadBundle, read
from buildcheck.bundle.beside import MOST
from buildcheck.bundle.documents import log_names, with_logs
from buildcheck.load.paths import is_safe, parent
from buildcheck.model.bundle import BUNDLE_SCHEMA, Bundle, Contents, SourceFile
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.report import Report
from buildcheck.model.survey import Installed

SOURCE = "source/"
_LOG = re.compile(r"logs/\d{1,4}-\d{1,4}-[a-z0-9-]{0,40}\.log")
_DOCUMENTS = frozenset({"plan.json", "machine.json", "report.json", "git/commit"})
_LONGEST_NAME, _LONGEST_PART, _DEEPEST = 4096, 255, 128
# A drive, a stream, and a name that is another one's: on Windows alone do these lead elsewhere.
_ODD_ON_WINDOWS = re.compile(r"[\\:]|[. ](?:/|\Z)|(?:^|/)git~\d")
_WINDOWS = os.name == "nt"
_CONTROL = re.compile("[\x00-\x1f\x7f]")

Read = TypeVar("Read")


class _Head(msgspec.Struct):
    schema: int


def unpack(path: Path) -> Contents:
    """Give what the bundle at ``path`` holds.

    Raises:
        BadBundle: it is broken, of another schema, or holds what no bundle of ours holds.
        UsageError: it can't be read.
    """
    members = read(path)
    bundle = _manifest(members.pop(MANIFEST))
    _hold_against(bundle, members)
    _check_source(bundle, members)
    plan = _decoded(members, "plan.json", Plan)
    machine = _decoded(members, "machine.json", Machine)
    report = _report(members, plan) if bundle.kind == "verify" else None
    return Contents(
        bundle=bundle,
        plan=plan,
        machine=machine,
        report=report,
        files={each.path: members[SOURCE + each.path] for each in bundle.source.files if _has_member(each)},
        commit_object=members.get("git/commit"),
    )


def _manifest(content: bytes) -> Bundle:
    head = _converted(content, MANIFEST, _Head)
    if head.schema != BUNDLE_SCHEMA:
        raise BadBundle(f"It is of schema {_printable(str(head.schema))}; this version reads schema {BUNDLE_SCHEMA}.")
    return _converted(content, MANIFEST, Bundle)


def _hold_against(bundle: Bundle, members: Mapping[str, bytes]) -> None:
    stated = {each.path: each for each in bundle.members}
    if len(stated) != len(bundle.members):
        raise BadBundle("Its manifest names a file twice.")
    if missing := stated.keys() - members.keys():
        raise BadBundle(f"It lacks files that its manifest names: {_shown(missing)}.")
    if further := members.keys() - stated.keys():
        raise BadBundle(f"It holds files that its manifest does not name: {_shown(further)}.")
    for name, content in members.items():
        if len(content) != stated[name].size or sha256(content).hexdigest() != stated[name].sha256:
            raise BadBundle(f"{_shown([name])} is not what the manifest says: another size or hash.")
        if not name.startswith(SOURCE) and name not in _DOCUMENTS and not _LOG.fullmatch(name):
            raise BadBundle(f"It holds a file that no bundle holds: {_shown([name])}.")


def _check_source(bundle: Bundle, members: Mapping[str, bytes]) -> None:
    """Look at all names that become files: those of the source, and those that only lay beside it."""
    files = {each.path: each for each in bundle.source.files}
    if len(files) != len(bundle.source.files):
        raise BadBundle("Its source has a file twice.")
    installed = bundle.beside.installed or Installed(top={})
    stubs = len(installed.top) + len(installed.above) + len(installed.bins)
    if len(files) > MOST_MEMBERS or len(bundle.beside.files) + stubs > MOST:
        raise BadBundle("It names more files than a bundle may.")
    names = [*files, *bundle.beside.files]
    for name in (*names, *([] if bundle.source.app == "." else [bundle.source.app])):
        _check_name(name)
    folders = {folder for name in names for folder in _above(name)}
    if clash := folders & files.keys():
        raise BadBundle(f"Its source has a file where it has a folder, too: {_shown(clash)}.")
    for each in files.values():
        _check_file(each, members)
    if stray := {name for name in members if name.startswith(SOURCE)} - {SOURCE + name for name in files}:
        raise BadBundle(f"It holds files that are no part of its source: {_shown(stray)}.")
    if bundle.source.complete != all(each.held for each in files.values()):
        raise BadBundle("It says that it holds all of the source, and does not, or the other way round.")


def _check_name(name: str) -> None:
    parts = name.split("/")
    if not is_safe(name) or (_WINDOWS and _ODD_ON_WINDOWS.search(name)):
        raise BadBundle(f"A name leads out of the source: {_shown([name])}.")
    if _CONTROL.search(name):
        raise BadBundle(f"A name has control characters: {_shown([name])}.")
    size = max(len(part.encode("utf-8", "surrogateescape")) for part in parts)
    if len(name) > _LONGEST_NAME or size > _LONGEST_PART or len(parts) > _DEEPEST:
        raise BadBundle(f"A name is too long: {_shown([name])}.")


def _check_file(file: SourceFile, members: Mapping[str, bytes]) -> None:
    if file.kind == "symlink":
        if not file.target or "\0" in file.target or len(file.target) > _LONGEST_NAME:
            raise BadBundle(f"A link leads nowhere: {_shown([file.path])}.")
        return
    content = members.get(SOURCE + file.path)
    if (content is not None) != file.held:
        raise BadBundle(f"{_shown([file.path])} is in it, and should not be, or the other way round.")
    if content is not None and (len(content) != file.size or sha256(content).hexdigest() != file.sha256):
        raise BadBundle(f"{_shown([file.path])} is not the file that its source has.")


def _report(members: Mapping[str, bytes], plan: Plan) -> Report:
    report = msgspec.structs.replace(_decoded(members, "report.json", Report), plan=plan)
    logs = {name: members.get(name) for name, _ in log_names(report)}
    lacking = [name for name, content in logs.items() if content is None]
    if lacking:
        raise BadBundle(f"It lacks a log: {_shown(lacking)}.")
    return with_logs(report, {name: (content or b"").decode("utf-8", "replace") for name, content in logs.items()})


def _decoded(members: Mapping[str, bytes], name: str, kind: type[Read]) -> Read:
    content = members.get(name)
    if content is None:
        raise BadBundle(f"It lacks {name}.")
    return _converted(content, name, kind)


def _converted(content: bytes, name: str, kind: type[Read]) -> Read:
    if len(content) > LARGEST_JSON:
        raise BadBundle(f"{name} is larger than {LARGEST_JSON:,} bytes.")
    try:
        found: Any = json.loads(content, parse_constant=_finite, parse_float=_finite)
        return msgspec.convert(found, kind)
    except (ValueError, RecursionError, msgspec.MsgspecError) as error:
        raise BadBundle(f"{name} can't be read: {_printable(str(error))}.") from error


def _finite(text: str) -> float:
    """Read a number. JSON has none without end (RFC 8259, section 6), but its readers do."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number")
    return number


def _has_member(file: SourceFile) -> bool:
    return file.held and file.kind == "file"


def _above(name: str) -> list[str]:
    found = []
    while (name := parent(name)) != ".":
        found.append(name)
    return found


def _shown(names: object) -> str:
    listed = sorted(map(str, names)) if isinstance(names, set | frozenset | list) else [str(names)]
    more = f" and {len(listed) - 3} more" if len(listed) > 3 else ""
    return _printable(", ".join(listed[:3])) + more


def _printable(text: str) -> str:
    """Give a stranger's text in a form that is safe to show."""
    return text[:300].encode("unicode_escape", "backslashreplace").decode("ascii")
