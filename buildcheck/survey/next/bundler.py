"""The build script and the version -> the bundler of ``next build``.

Next 16 builds with Turbopack unless ``--webpack`` stands there; from 15.3 on ``--turbopack`` (or ``--turbo``) asks for
it; before that there is only webpack (lib/bundler.ts of 16, bin/next.ts of 15).
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping

from buildcheck.model.next_app import Bundler

_DEEPEST = 8
"""How far a script that runs a script that runs a script is followed."""
_RUNNERS = frozenset({"npm", "pnpm", "yarn", "bun", "run", "run-s", "run-p", "npm-run-all", "npm-run-all2"})


def choose_bundler(version: tuple[int, int, int], scripts: Mapping[str, str]) -> Bundler:
    """Give the bundler that the script ``build`` uses, or ``next build`` where there is no such script."""
    flags = {word for each in _next_builds(scripts, "build", _DEEPEST) for word in each}
    if version >= (16, 0, 0):
        return "webpack" if "--webpack" in flags else "turbopack"
    asked = bool(flags & {"--turbopack", "--turbo"})
    return "turbopack" if asked and version >= (15, 3, 0) else "webpack"


def _next_builds(scripts: Mapping[str, str], name: str, depth: int) -> Iterator[list[str]]:
    """Give the arguments of each ``next build`` that the script ``name`` comes to."""
    for words in _commands(scripts.get(name, "")):
        place = next((at for at in range(len(words) - 1) if words[at : at + 2] == ["next", "build"]), None)
        if place is not None:
            yield words[place + 2 :]
        elif depth and not _RUNNERS.isdisjoint(words):
            for other in words:
                if other in scripts and other != name:
                    yield from _next_builds(scripts, other, depth - 1)


def _commands(script: str) -> Iterator[list[str]]:
    """Give the words of each command of a script; operators (``&&``, ``;``, ``|``) stand between them."""
    try:
        lexer = shlex.shlex(script, posix=True, punctuation_chars=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        tokens = [*lexer, ";"]
    except ValueError:  # a quote that is not closed: no shell would run it either
        return
    words: list[str] = []
    for token in tokens:
        if token.strip("();<>|&"):
            words.append(token)
        else:
            yield words
            words = []
