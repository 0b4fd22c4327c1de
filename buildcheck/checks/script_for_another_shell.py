"""Reports scripts of package.json that are written for another shell than the one that runs them on Linux."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildcheck.model.check import Evidence, check
from buildcheck.model.command import Command
from buildcheck.model.report import Hit, Severity

WINDOWS = frozenset(
    {"copy", "xcopy", "robocopy", "del", "erase", "rd", "md", "move", "ren", "cls", "start", "call", "cmd", "cmd.exe"}
)
BASH = frozenset({"[[", "source", "pushd", "popd", "shopt", "declare"})
VARIABLE = re.compile(r"%[A-Za-z_]\w{2,}%")
OPTION = re.compile(r"/[a-zA-Z?]{1,2}")
BACKSLASHES = re.compile(r"(?:\.{1,2}|[\w@.-]+)(?:\\[\w@.-]+)+")
BRACES = re.compile(r"\{[^{}\s]*,[^{}\s]*\}")
BRACE_READERS = frozenset({"cp", "rm", "mv", "mkdir", "touch", "cat", "echo"})
"""Tools that expect the shell to take braces apart; prettier, eslint and the like do it themselves."""


class Trouble(NamedTuple):
    """What is wrong with a command: the words for it, what to do, and how much depends on it."""

    words: str
    fix: str
    severity: Severity


@check("error")
def script_for_another_shell(evidence: Evidence) -> Iterable[Hit]:
    """A script is written for another shell.

    npm, pnpm, Yarn 1 and Bun hand a script to `sh` on Linux (Debian's is dash, which knows the POSIX language only),
    and to `cmd.exe` on Windows. Scripts that only people run are told as `info`.

    ## Why it matters

    `copy`, `del` and `start` are commands of Windows; `set X=1` sets no variable in `sh` and says nothing about it;
    `\\` is no separator. `source` and `[[` are Bash's: they work on macOS and where `sh` is Bash, and not on Debian.

    ## How to fix

    Use tools that work everywhere: `cross-env X=1 …`, `shx cp`, `rimraf`, or a small Node script. In POSIX shells
    `. ./file` does what `source` does, and `[ … ]` what `[[ … ]]` does.
    """
    cause = evidence.cause
    if cause is not None and cause.check == "script-for-another-shell":
        yield cause.hit(cause.title)
        return
    declared = {name for each in manifests(evidence) for name in each}
    seen: set[tuple[str, str]] = set()
    for command in evidence.survey.commands:
        for trouble in troubles(command, declared):
            if (command.script, trouble.words) in seen:
                continue
            seen.add((command.script, trouble.words))
            certain = command.needed in ("install", "build")
            severity = trouble.severity if certain else "warning" if command.needed else "info"
            yield Hit(
                message=f"The script `{command.script}` {trouble.words}",
                at=command.at,
                fix=trouble.fix,
                severity=severity,
                predicts="build" if severity == "error" else None,
                anchor=f"{command.script} {trouble.words}",
            )


def manifests(evidence: Evidence) -> Iterator[set[str]]:
    """Give the names of the packages that may bring commands."""
    project = evidence.project
    for manifest in (project.manifest, project.root_manifest):
        yield {each.name for each in manifest.requirements}


def troubles(command: Command, declared: set[str]) -> Iterator[Trouble]:
    """Say what of a command another shell than Linux' `sh` would understand."""
    words = command.words
    if not words or command.run.runners or command.run.shell:
        return
    name = words[0].lower()
    if name in WINDOWS and not {name, f"{name}-cli"} & declared:
        yield Trouble(f"uses `{name}`, which is a command of Windows", replacement(name), "error")
    elif name in ("powershell", "pwsh") or words[0].startswith("$env:"):
        yield Trouble("uses PowerShell", "Write it as a small Node script.", "error")
    elif name == "set" and len(words) > 1 and re.match(r"[A-Za-z_]\w*=", words[1]):
        yield Trouble(
            f"says `set {words[1].strip()}`: in a POSIX shell that sets no variable, and no error tells it",
            f"Write `cross-env {words[1].strip()} …` and declare cross-env in devDependencies.",
            "warning",
        )
    elif name == "rmdir" and any(OPTION.fullmatch(each) for each in words[1:]):
        yield Trouble("gives `rmdir` options of Windows", "Use `rimraf FOLDER`, declared in devDependencies.", "error")
    yield from spellings(command)
    if name in BASH:
        better = {"source": "`. ./FILE`", "[[": "`[ … ]`"}.get(name, "a small Node script")
        yield Trouble(f"uses `{name}`, which is Bash's: Debian's `sh` does not know it", f"Use {better}.", "warning")
    elif name in BRACE_READERS and any(BRACES.search(each) for each in words[1:] if each in command.text.split()):
        yield Trouble("relies on braces, which only Bash takes apart", "Write the names out.", "warning")


def spellings(command: Command) -> Iterator[Trouble]:
    """Say which words are spelled for `cmd.exe`: `%NAME%` and paths with backslashes."""
    variable = next((found[0] for each in command.words if (found := VARIABLE.search(each))), None)
    if variable is not None:
        yield Trouble(
            f"reads `{variable}`, which a POSIX shell leaves as it is",
            f"Write `${variable.strip('%')}`, or read the variable in a small Node script.",
            "warning",
        )
    plain = set(command.words)
    for word in command.text.split():
        # Unquoted backslashes are dropped by the shell: that is the word that it runs.
        if BACKSLASHES.fullmatch(word) and word.replace("\\", "") in plain and looks_like_path(word):
            first = command.words[0] == word.replace("\\", "")
            yield Trouble(
                f"names `{word}`: a POSIX shell drops the backslashes",
                f"Write `{word.replace(chr(92), '/')}`.",
                "error" if first else "warning",
            )


def looks_like_path(word: str) -> bool:
    """Tell a path from a word in which a backslash protects a letter (`foo\\.js`)."""
    parts = word.split("\\")
    return len(parts) > 2 or parts[0] in (".", "..", "node_modules", "src", "scripts", "bin", "dist")


def replacement(name: str) -> str:
    """Name a tool that does the same everywhere."""
    tools = {"copy": "shx cp", "xcopy": "shx cp -r", "robocopy": "shx cp -r", "move": "shx mv", "ren": "shx mv"}
    tools |= {"del": "rimraf", "erase": "rimraf", "rd": "rimraf", "md": "shx mkdir -p"}
    tool = tools.get(name)
    return f"Use `{tool}`, declared in devDependencies." if tool else "Leave it out, or write a small Node script."
