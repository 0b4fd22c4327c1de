"""Files that hold JavaScript among other text -> that JavaScript, at its own place, with blanks for all the rest.

Vue and Svelte keep it in ``<script>``, Astro between ``---``, MDX in paragraphs that begin with ``import`` or
``export`` (https://mdxjs.com/docs/what-is-mdx/#esm). Their templates are not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Literal

from buildcheck.javascript.grammar import tree_of
from buildcheck.model.module import Language

_BEGINNINGS = ("import ", "import{", "export ", "export{", 'import"', "import'")

Embedding = Literal["vue", "svelte", "astro", "mdx"]


def embedded(text: bytes, kind: Embedding) -> tuple[bytes, Language]:
    """Give the JavaScript of ``text`` and its language. Lines and columns are those of the whole."""
    source = text.decode("utf-8", "replace")
    match kind:
        case "mdx":
            return _blanked(source, _statements(source)), "jsx"
        case "astro":
            return _blanked(source, _front(source)), "typescript"
        case _:
            scripts = _Scripts(source)
            return _blanked(source, scripts.places), "typescript" if scripts.typed else "javascript"


def _blanked(source: str, kept: Iterable[tuple[int, int]]) -> bytes:
    parts: list[str] = []
    done = 0
    for start, end in kept:
        parts += (_blank(source[done:start]), source[start:end])
        done = end
    parts.append(_blank(source[done:]))
    return "".join(parts).encode()


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _lines(source: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in source.split("\n"):
        yield start, line
        start += len(line) + 1


def _statements(source: str) -> Iterator[tuple[int, int]]:
    """Give the paragraphs of ``import`` and ``export`` that stand outside of fenced code. One that does not parse is
    left out: it is prose, and would make the parser lose the others."""
    for start, end in _paragraphs(source):
        if not tree_of(source[start:end].encode(), "jsx").root_node.has_error:
            yield start, end


def _paragraphs(source: str) -> Iterator[tuple[int, int]]:
    fence, before = "", ""
    begun: int | None = None
    for start, line in _lines(source + "\n"):
        mark = line.lstrip()[:3]
        if mark in {"```", "~~~"} and fence in {"", mark} and begun is None:
            fence = "" if fence else mark
        elif not fence:
            if begun is not None and not line.strip():
                yield begun, start - 1
                begun = None
            elif begun is None and not before.strip() and line.startswith(_BEGINNINGS):
                begun = start
        # A fence and the end of the front matter end a paragraph as an empty line does.
        before = "" if mark in {"```", "~~~", "---"} else line


def _front(source: str) -> Iterator[tuple[int, int]]:
    """Give what stands between the first two lines of ``---``."""
    begun: int | None = None
    for start, line in _lines(source):
        if line.strip() == "---":
            if begun is not None:
                yield begun, start
                return
            begun = start + len(line)
        elif line.strip() and begun is None:
            return


class _Scripts(HTMLParser):
    """The places of the scripts of a component. ``typed``: one of them is in TypeScript."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.places: list[tuple[int, int]] = []
        self.typed = False
        self._starts = [start for start, _ in _lines(source)]
        self._templates = 0
        self._in_script = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"template", "svelte:head"}:
            self._templates += 1
        elif tag == "script" and self._templates == 0:
            self._in_script = True
            self.typed = self.typed or dict(attrs).get("lang") in {"ts", "tsx", "typescript"}

    def handle_endtag(self, tag: str) -> None:
        if tag in {"template", "svelte:head"}:
            self._templates = max(0, self._templates - 1)
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            line, column = self.getpos()
            start = self._starts[line - 1] + column
            self.places.append((start, start + len(data)))
