"""The generic answer where no diagnosis knows a log: in go its lines, out comes the first block that tells an error.

The last line of a failing build says only that it failed, and warnings stand above the error: neither is a cause
(failure-taxonomy, "warnings block then `exited with 1`").
"""

from __future__ import annotations

import re

from buildcheck.diagnose.text import WARNING

ERROR = re.compile(
    r"^\s*(?:"
    r"npm (?:error|ERR!)\s+\S|error\b|Error:|ERROR\b|\[ERROR\]|[✗✘\u00d7✖\u2a2f❌]|fatal\b|FATAL|panic\b|"
    r"thread '|Traceback|"
    r"Failed to |Cannot |Could not |Module not found|Type error|Killed$|Segmentation fault|Aborted|"
    r"ERR_[A-Z_]+|\[ERR_|➤ YN\d+: .*(?:Error|fail)|[\w./-]*sh: (?:line )?\d*:? ?.*: |"
    r"(?:\[[\w:.@/ -]+\] )?(?:[A-Z]\w*)?(?:Error|Exception)(?: \[[\w.]+\])?: |"
    r"\S+\(\d+,\d+\): error |\S+:\d+:\d+\s+-?\s*[Ee]rror\b|\d+:\d+\s+[Ee]rror:?\s"
    r")"
)
# Headers under which a framework prints its fatal errors; what stands above was survived.
FATAL = re.compile(
    r"^\s*(?:\u2a2f |> )?(?:Failed to compile|error during build:|✗ Build failed in|Turbopack build failed)"
)
# Lines that repeat that something failed, without a cause.
SUMMARY = re.compile(
    r"^\s*(?:"
    r"npm (?:error|ERR!) (?:code \d+|code ELIFECYCLE|errno|path |command |Lifecycle script|workspace |location |"
    r"A complete log|This is probably not a problem|Exit status|Failed at|at location|in workspace|"
    r"\s*at |\w+@\S+ \w+: )|"
    r"error Command failed|error: script \"|ELIFECYCLE|ERR_PNPM_RECURSIVE|info Visit|"
    r"Failed to compile|Failed to type check|Build failed|error during build:|✗ Build failed in|Error: Command |"
    r"Command failed with exit code|> Build failed because|Build error occurred|> Build error|npm (?:error|ERR!)$"
    r")"
)
# The line above an error that names its file, as bundlers and Node print it.
HEAD = re.compile(
    r"^(?:\./|/work/|file:///work/)[^\s:]+(?::\d+)*$|^Error occurred prerendering page|^Failed to compile"
)
# Package managers put their own mark, or the package's name, before each line of an install script.
STACK = re.compile(r"^(?:npm (?:error|ERR!)|\S{1,200} (?:pre|post)?install:)?\s+\[?at .*(?:node_modules|node:|\.next/)")

# What ends no block of errors: a warning, a hint, and the name of a file below which nothing of the error stands.
TRAILING = re.compile(rf"^\s*$|{WARNING.pattern}|^info  - |^Import traces? |^\./\S+$")


def first_error(lines: list[str]) -> int | None:
    """Give the index of the first line that tells an error, ``None`` when no line does. Warnings must be blank."""
    fatal = next((number for number, line in enumerate(lines) if FATAL.match(line)), None)
    if fatal is not None:
        below = next((number for number in range(fatal + 1, len(lines)) if lines[number].strip()), None)
        if below is not None:
            return below
    summary = None
    for number, line in enumerate(lines):
        if not ERROR.match(line) and not SUMMARY.match(line):
            continue
        if not SUMMARY.match(line):
            return number
        summary = number if summary is None else summary
    return summary


def block(lines: list[str], at: int, before: int, count: int, *, last: int = 0) -> tuple[int, tuple[str, ...]]:
    """Give the index of the first line and the lines to show around ``at``: from the line that begins the error, at
    most ``before`` lines above, to ``count`` lines from ``at``; a stack only as far as it stays in the project,
    or up to ``last``."""
    above = range(max(0, at - before), at)
    start = next((number for number in above if HEAD.match(lines[number]) or ERROR.match(lines[number])), at)
    shown = lines[start : at + count]
    for number in range(max(at, last) - start + 1, len(shown)):
        if STACK.match(shown[number]):
            shown = shown[:number]
            break
    while len(shown) > max(at, last) - start + 1 and TRAILING.match(shown[-1]):
        shown.pop()
    return start, tuple(shown)


def last_lines(lines: list[str], count: int) -> tuple[int, tuple[str, ...]]:
    """Give the index of the first and the last ``count`` lines that are not empty at the end."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = max(0, end - count)
    return start, tuple(lines[start:end])
