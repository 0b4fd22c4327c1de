"""A manifest's scripts -> what each of them calls: other scripts of the same manifest, and commands.

``npm-run-all``, ``concurrently`` and the managers' own ways to run a script or a binary are understood; what they stand
for is given in their place. A script whose failures do not matter (``husky || true``) calls nothing that is certain.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import NamedTuple

from buildcheck.model.invocation import Invocation
from buildcheck.model.project import Manifest
from buildcheck.survey.invocations import invocations

MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
_DOWNLOADERS = frozenset({"npx", "bunx", "pnpx", "npm", "dlx", "x"})
_NO_TOOLS = frozenset({"npx", "bunx", "pnpx", "env", "nice", "tini", "dumb-init", "doppler", "infisical", *MANAGERS})
_IN_TURN = frozenset({"npm-run-all", "npm-run-all2", "run-s", "run-p"})
_TESTS = frozenset({"[", "[[", "test", "command", "which", "type", "is-ci"})
_DEPTH = 3
"""Command lines within command lines (``concurrently "sh -c …"``) that are followed."""

# What each manager does itself: any other word is a script or a binary.
_OWN = frozenset(
    """add audit autoclean bin cache ci clean-install config create dedupe deploy diff dist-tag docs doctor env exec
    explain fetch fund generate-lock-entry global help i import info init install install-test it licenses link list
    login logout ls node outdated owner pack patch patch-commit patch-remove ping pkg plugin pm prebuild prune publish
    rb rebuild remove rename repl restart rm root run-script search self-update server set setup shrinkwrap stage star
    start stop store team test token tsc-why uninstall unlink unplug unpublish up update upgrade upgrade-interactive
    version versions view whoami why workspace workspaces workspaces-list worktree x dlx create-lockfile recursive
    multi m""".split()  # noqa: SIM905 - sixty names read better in prose than as a list of strings
)


class Call(NamedTuple):
    """One thing that a script calls: ``script`` of the same manifest, or ``command``."""

    script: str | None = None
    command: str | None = None
    downloads: bool = False
    manager: str | None = None


def calls(manifest: Manifest, script: str) -> tuple[Call, ...]:
    """Give what ``script`` certainly calls, in order."""
    return tuple(_calls(manifest.scripts.get(script, ""), manifest.scripts, _DEPTH))


def _calls(text: str, scripts: dict[str, str], depth: int) -> Iterator[Call]:
    if "||" in text:
        return
    for each in invocations(text):
        if not each.certain or each.tool in _TESTS:
            return
        if each.folder == ".":
            yield from _of_runners(each, text)
            yield from _of_words(each, scripts, text, depth)


def _of_runners(invocation: Invocation, text: str) -> Iterator[Call]:
    for before, name in zip(("", *invocation.runners), invocation.runners, strict=False):
        if name not in _NO_TOOLS:
            yield Call(command=name, downloads=_downloads(before, text))


def _downloads(runner: str, text: str) -> bool:
    """Whether ``runner`` fetches what is missing; of pnpm's and Yarn's ways only ``dlx`` does."""
    return runner in _DOWNLOADERS or (runner in MANAGERS and "dlx" in text)


def _of_words(invocation: Invocation, scripts: dict[str, str], text: str, depth: int) -> Iterator[Call]:
    tool, words = invocation.tool, [each for each in invocation.words[1:] if each]
    last = invocation.runners[-1] if invocation.runners else ""
    if not invocation.words or not _is_plain(invocation.words[0]):
        return
    if tool in MANAGERS and not invocation.runners:
        yield from _of_manager(tool, words, scripts)
        return
    if "@" not in tool[1:]:
        # With a version (`npx prisma@6`) it is downloaded on purpose.
        yield Call(command=tool, downloads=_downloads(last, text))
    if tool in _IN_TURN:
        yield from _scripts(words, scripts)
    elif tool in ("concurrently", "conc") and depth:
        yield from _side_by_side(words, scripts, depth)


def _is_plain(word: str) -> bool:
    """Whether a word is a name that is looked up, and not a path or something that only a shell can tell."""
    return "/" not in word.removeprefix("@") and not any(letter in word for letter in "$%`\\(){}*?=!\"'")


def _of_manager(manager: str, words: list[str], scripts: dict[str, str]) -> Iterator[Call]:
    """Look through ``npm run x``, ``yarn x``, ``pnpm x`` and ``bun x``. A flag before it may lead elsewhere."""
    yield Call(manager=manager)
    if not words or words[0].startswith("-"):
        return
    if words[0] in ("run", "run-script"):
        names = [each for each in words[1:] if not each.startswith("-")]
        found = names[0] if names else ""
        if manager == "bun" and found not in scripts and _is_plain(found) and "." not in found:
            yield Call(command=found)
        else:
            yield from _scripts(names[:1], scripts)
    elif (words[0] in scripts and manager != "npm") or (words[0] in ("test", "start") and words[0] in scripts):
        yield Call(script=words[0])
    elif manager in ("yarn", "pnpm") and words[0] not in _OWN and _is_plain(words[0]):
        yield Call(command=words[0])


def _scripts(names: list[str], scripts: dict[str, str]) -> Iterator[Call]:
    for name in names:
        yield from (Call(script=each) for each in scripts if fnmatch.fnmatchcase(each, name))


def _side_by_side(words: list[str], scripts: dict[str, str], depth: int) -> Iterator[Call]:
    for word in words:
        if word.startswith(("npm:", "yarn:", "pnpm:", "bun:")):
            yield from _scripts([word.partition(":")[2]], scripts)
        elif " " in word:
            yield from _calls(word, scripts, depth - 1)
