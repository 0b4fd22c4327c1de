"""A parsed file -> what stands beside its code: paths of one machine in its strings, and comments for us."""

from __future__ import annotations

import re

from buildcheck.javascript.nodes import string_of, text_of
from buildcheck.javascript.scan import Scan
from buildcheck.model.module import Import, Pragma, Text

_HINT = re.compile(rb"/Users/|/home/|[\"'`][A-Za-z]:[\\/]")
_MACHINE_PATH = re.compile(r"/Users/[^/]+/.|/home/[^/]+/[^/]+|[A-Za-z]:[\\/]+[^\\/]+[\\/]+.", re.DOTALL)
_PRAGMA = re.compile(r"buildcheck:\s*ignore\s*\[([^\]\n]*)\]([^\n]*)")
_LONGEST = 200


def texts_of(scan: Scan, imports: tuple[Import, ...]) -> tuple[Text, ...]:
    """Give the strings that are paths of somebody's machine, and the imports that hold a backslash."""
    found = [
        Text(text=each.specifier, line=each.line, column=each.column) for each in imports if "\\" in each.specifier
    ]
    if _HINT.search(scan.text):
        for node in scan.search("[(string) (template_string)] @string", "string"):
            # In a template the machine's path stands before the first substitution, if anywhere.
            text = string_of(node) or text_of(node)[1:-1]
            if _MACHINE_PATH.match(text.removeprefix("file://")):
                found.append(Text(text=text[:_LONGEST], **scan.place(node)))
    return tuple(sorted(set(found), key=lambda each: (each.line, each.column)))


def pragmas_of(scan: Scan) -> tuple[Pragma, ...]:
    """Give the comments ``buildcheck: ignore[id, id] reason``."""
    if b"buildcheck:" not in scan.text:
        return ()
    found: list[Pragma] = []
    for comment in scan.search("(comment) @comment", "comment"):
        match = _PRAGMA.search(text_of(comment))
        if match is not None:
            checks = tuple(each.strip() for each in match[1].split(",") if each.strip())
            found.append(Pragma(checks=checks, reason=match[2].removesuffix("*/").strip(), **scan.place(comment)))
    return tuple(found)
