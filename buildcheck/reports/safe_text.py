"""Hostile text made fit to print: log lines, file names and package names in, text that can only be read out.

Two duties, at two moments:

- `visible` on the way in: no character may move the cursor, change the reading order or hide. A shared leaf of the
  renderers and of the command line.
- `defuse` on the way out, over everything that goes to a console: a CI system reads commands out of the output of the
  programs that it runs, and a build log is a place where a stranger can write them. The list, with its sources, is at
  `_COMMANDS`.
"""

from __future__ import annotations

import re
import unicodedata

_TAB = "    "

# Default_Ignorable_Code_Point (Unicode Standard, section 5.21) beyond the category Cf: they draw nothing and are no
# part of ordinary text. The variation selectors U+FE00-FE0F stay, since emoji are written with them.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_VARIATION_SUPPLEMENT = range(0xE0100, 0xE01F0)

# Cc: controls, escapes among them. Cf: reading order (UAX 9), zero width, tags. Zl, Zp: line ends that only some
# readers see. Cs: bytes that were not UTF-8 (PEP 383). Co: a private meaning, hence none.
_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs", "Co"})

_COMMANDS = (
    # GitHub's runner takes `::command::` at the start of a line after white space (actions/runner, ActionCommand.cs,
    # TryParseV2). Colour codes are passed over too: some viewers strip them first.
    (re.compile(r"^((?:\s|\x1b\[[0-9;]*m)*):(?=:)", re.MULTILINE), r"\1: "),
    # `##[command]` is searched anywhere in a line by the same runner (TryParse), `##vso[` by Azure's agent
    # (microsoft/azure-pipelines-agent, Command.cs) and `##teamcity[` by TeamCity.
    (re.compile(r"#(?=#[a-z]*\[)", re.IGNORECASE), "# "),
    # GitLab's collapsible sections: section_start:<time>:<name> (doc/ci/jobs/job_logs.md).
    (re.compile(r"(section_(?:start|end))(?=:\d)"), r"\1 "),
    # Travis CI and its descendants.
    (re.compile(r"(travis_(?:fold|time))(?=:)"), r"\1 "),
    # Buildkite groups lines at these (buildkite.com/docs/pipelines/configure/managing-log-output).
    (re.compile(r"^(---|\+\+\+|~~~|\^\^\^)(?= )", re.MULTILINE), r" \1"),
)


def visible(line: str) -> str:
    """Give one line with tabs widened and every control or invisible character written out (``\\x1b``, ``\\u202e``).

    A byte that was not UTF-8 (a surrogate escape) is written as that byte: ``\\xe9``.
    """
    if line.isascii() and line.isprintable():
        return line
    return "".join(map(_shown, line))


def visible_lines(text: str) -> tuple[str, ...]:
    """Give the lines of ``text``, each made `visible`. Only line feeds end a line, with or without a return before."""
    return tuple(visible(line.removesuffix("\r")) for line in text.split("\n"))


def defuse(text: str) -> str:
    """Give ``text`` without anything that a CI system would obey. Lines keep their number; few grow by a space."""
    for pattern, replacement in _COMMANDS:
        text = pattern.sub(replacement, text)
    return text


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    hidden = unicodedata.category(character) in _HIDDEN or character in _BLANK or code in _VARIATION_SUPPLEMENT
    if not hidden:
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
