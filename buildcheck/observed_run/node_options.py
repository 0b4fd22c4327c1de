"""NODE_OPTIONS as it is -> NODE_OPTIONS that load one more file first, and change nothing else."""

from __future__ import annotations

import re
from pathlib import PurePath

_IMPORT_SINCE = (20, 0)


def loading(options: str, file: PurePath, node: str | None) -> str | None:
    """Give the option that loads ``file``, beside the ``options`` that are there; ``None`` where that could end the
    build. ``node`` is the version of Node, ``None`` where it is unknown.

    Next 15 makes one of several options of a name, for its workers (next@15.5 ``dist/server/lib/utils.js``,
    ``parseNodeArgs``), so one is used that is not there. ``--import`` is known since Node 18.18 and 19 (nodejs.org,
    "Command-line API").
    """
    names = {each.partition("=")[0] for each in tokens(options)}
    if not names & {"--require", "-r"}:
        return f"--require={quoted(str(file))}"
    if "--import" not in names and _version(node) >= _IMPORT_SINCE:
        return f"--import={quoted(file.as_uri())}"
    return None


def leading_through(folder: PurePath, file: PurePath) -> PurePath:
    """Give ``file`` by a path that leads through ``folder`` and back, so that who has nothing but NODE_OPTIONS finds
    the folder: Turborepo hands on no other variable of ours. Node takes such steps out of a path before it looks for
    it, so that the file is found when the folder is gone. On Windows the two may lie on different drives."""
    if folder.drive or not folder.is_absolute():
        return file
    return folder.joinpath(*[".."] * (len(folder.parts) - 1), *file.parts[1:])


def quoted(text: str) -> str:
    """Give ``text`` as Node reads it in NODE_OPTIONS: in double quotes where it has blanks; a backslash is an escape
    only inside of these (node ``src/node_options.cc``, ``ParseNodeOptionsEnvVar``)."""
    if re.search(r'[\s"]', text) is None:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def tokens(options: str) -> list[str]:
    """Split NODE_OPTIONS as Node does."""
    found: list[str] = []
    starts, inside, at = True, False, 0
    while at < len(options):
        char = options[at]
        at += 1
        if char == "\\" and inside:
            char, at = options[at : at + 1], at + 1
        elif char == " " and not inside:
            starts = True
            continue
        elif char == '"':
            inside = not inside
            continue
        found = [*found, char] if starts else [*found[:-1], found[-1] + char]
        starts = False
    return found


def _version(text: str | None) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text or "")[:2]))
