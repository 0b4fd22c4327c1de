"""Text of a shell command line -> the simple commands in it: what package.json scripts and Dockerfiles run.

This is the part of the shell's grammar that such lines use: quotes, operators, conditions, assignments, ``cd`` and
redirections. Nothing is expanded: ``$X`` stays as it is written.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from buildcheck.model.invocation import Invocation

_MAX_LENGTH = 64 * 1024
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\\\n)|(?P<operator>&&|\|\||;;|[;&|\n(){}](?=\s|$)|[;&|\n()])"""
    r"""|(?P<redirect>\d*[<>]{1,2}&?\s*)"""
    r"""|(?P<word>(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s;&|<>()'"\\]|['"\\])+)""",
    re.DOTALL,
)
_PIECE = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^'"\\]+)|(.)""", re.DOTALL)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_OPENING = frozenset({"if", "for", "while", "until", "case"})
_CLOSING = frozenset({"fi", "done", "esac"})
_KEYWORDS = frozenset({"then", "else", "elif", "do", "in", "!", "time", "exec", "command", "sudo"})

# What starts another tool, with the options of it that take a value.
_STARTERS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("npx",): ("-p", "--package"),
    ("bunx",): (),
    ("pnpx",): (),
    ("npm", "exec"): (),
    ("pnpm", "exec"): (),
    ("pnpm", "dlx"): (),
    ("yarn", "exec"): (),
    ("yarn", "dlx"): (),
    ("cross-env",): (),
    ("cross-env-shell",): (),
    ("env",): (),
    ("dotenv",): ("-e", "-c", "-v", "-p"),
    ("dotenvx", "run"): ("-f", "--env-file"),
    ("env-cmd",): ("-f", "--file", "-e", "--environments"),
    ("nice",): ("-n",),
    ("tini",): (),
    ("dumb-init",): (),
    ("doppler", "run"): ("-p", "-c"),
    ("infisical", "run"): ("--env", "--path"),
}
_BARE_TOOLS = frozenset({"next", "vite", "tsc"})
"""``yarn next build`` runs the binary ``next``: of these names, nobody makes scripts of other meaning."""
_TOOL_PATH = re.compile(
    r"(?:^|/)node_modules/(?:\.bin/([\w.-]+)|(next|vite)/(?:dist/bin/|bin/)(?:next|vite)(?:\.js)?)$"
)


class _Token(NamedTuple):
    kind: str
    text: str


def invocations(text: str) -> tuple[Invocation, ...]:
    """Give the commands of ``text`` in their order; none of a text that is longer than any script."""
    return tuple(_all(text, nested=False)) if len(text) <= _MAX_LENGTH else ()


def invocations_of_words(words: Iterable[str]) -> tuple[Invocation, ...]:
    """Give the commands of words that are run without a shell (Docker's exec form)."""
    return tuple(_inner(_made(words), nested=False))


def _all(text: str, *, nested: bool) -> Iterator[Invocation]:
    depth, optional = 0, False
    current: str | None = "."
    words: list[str] = []
    for kind, value in (*_tokens(text), _Token("operator", "\n")):
        if kind == "word":
            words.append(value)
            continue
        depth, words = _without_keywords(words, depth)
        if words:
            made = _made(words, folder=current, certain=depth == 0 and not optional)
            current = _after_cd(made, current)
            yield from _inner(made, nested=nested)
        words = []
        optional = value == "||" or (optional and value == "&&")


def _inner(invocation: Invocation, *, nested: bool) -> Iterator[Invocation]:
    """Look into ``sh -c "…"``, once."""
    opening = ("-c", "-lc", "-ec", "-cl")
    if (
        not nested
        and invocation.tool in ("sh", "bash", "ash")
        and invocation.words[1:2] in {(each,) for each in opening}
    ):
        for each in _all(" ".join(invocation.words[2:3])[:_MAX_LENGTH], nested=True):
            yield msgspec.structs.replace(each, certain=invocation.certain and each.certain, shell=invocation.tool)
    else:
        yield invocation


def _made(words: Iterable[str], *, folder: str | None = ".", certain: bool = True) -> Invocation:
    """Give the command of plain words: assignments and starters taken off."""
    left, env, runners = list(words), dict[str, str](), list[str]()
    while left:
        assigned = _ASSIGNMENT.fullmatch(left[0])
        if assigned:
            env[assigned[1]] = assigned[2]
            left = left[1:]
            continue
        shorter = _started(left)
        if shorter is None:
            break
        runners.append(left[0].rpartition("/")[2])
        left = shorter
    if len(left) > 1 and left[0] in ("node", "bun") and (place := _tool_file(left)) is not None:
        left = left[place:]
    if left and (tool := _TOOL_PATH.search(left[0])):
        left[0] = tool[1] or tool[2]
    return Invocation(words=tuple(left), env=env, runners=tuple(runners), folder=folder, certain=certain)


def _tool_file(words: list[str]) -> int | None:
    """Give the place of the tool's file in ``node --flag node_modules/.bin/next build``."""
    place = next((index for index, each in enumerate(words[1:], 1) if not each.startswith("-")), None)
    return place if place is not None and _TOOL_PATH.search(words[place]) else None


def _started(words: list[str]) -> list[str] | None:
    """Give what a starter starts, ``None`` when the first word is none."""
    name, following = words[0].rpartition("/")[2], words[1:2]
    if name in ("bun", "yarn", "pnpm") and following and following[0] in _BARE_TOOLS:
        return words[1:]
    if name == "bun" and following == ["--bun"]:
        return ["bun", *words[2:]]
    key = next((each for each in ((name, *following), (name,)) if each in _STARTERS), None)
    if key is None:
        return None
    valued, left = _STARTERS[key], words[len(key) :]
    while left and left[0].startswith("-"):
        if left[0] == "--":
            return left[1:]
        left = left[2:] if left[0] in valued else left[1:]
    return left


def _without_keywords(words: list[str], depth: int) -> tuple[int, list[str]]:
    """Take the shell's keywords off; ``depth`` counts the conditions that are open."""
    left = list(words)
    while left and (left[0] in _OPENING | _CLOSING | _KEYWORDS):
        depth += (left[0] in _OPENING) - (left[0] in _CLOSING)
        left = [] if left[0] in ("for", "case") else left[1:]
    return max(depth, 0), left


def _after_cd(invocation: Invocation, folder: str | None) -> str | None:
    if invocation.tool not in ("cd", "pushd") or folder is None:
        return folder
    target = next((each for each in invocation.words[1:] if not each.startswith("-")), "")
    if not invocation.certain or not target or "$" in target or target.startswith("~"):
        return None
    return posixpath.normpath(posixpath.join(folder, target))


def _tokens(text: str) -> Iterator[_Token]:
    place, dropping = 0, False
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            place += 1
            continue
        place = match.end()
        kind = match.lastgroup or ""
        if kind == "redirect":
            dropping = True
        elif kind == "operator":
            dropping = False
            yield _Token(kind, match[0])
        elif kind == "word":
            if match[0].startswith("#"):
                end = text.find("\n", place)
                place = end if end >= 0 else len(text)
            elif not dropping:
                yield _Token(kind, _unquoted(match[0]))
            dropping = False


def _unquoted(word: str) -> str:
    return "".join(_plain(each) for each in _PIECE.finditer(word))


def _plain(piece: re.Match[str]) -> str:
    if piece[2] is not None:
        return re.sub(r'\\(["\\$`\n])', r"\1", piece[2])
    return next((each for each in (piece[1], piece[3], piece[4], piece[5]) if each is not None), "")
