"""Sets of env files as people and accidents write them, for hypothesis: mostly near the edges of the grammars."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = (".env.production.local", ".env.local", ".env.production", ".env")
_KEYS = ("A", "B", "C", "AB", "_d", "a.b", "X-Y", "1", "10", "01", "nullable")
_PIECES = (
    "x", "abc", "é", "7", " ", " ", "\t", "#", " # no", "'", '"', "`", "\\'", '\\"', "\\n", "\\r", "\\", "=", ":", ".",
    "$", "$$", "$A", "$B", "$AB", "$1", "${A}", "${B}", "${C}", "${a.b}", "${A", "A}", "{", "}", "\\$A", "\\${B}",
    "\\\\$A", "${A:-x}", "${C:-$B}", "${B:-${C}}", "${A:-${B:-y}}", "$A:-z", ":-", "${A:-/b}", "${A-x}", "${B:+x}",
    "${A+x}", "${nullable}", "$(A)", "$&", "$'", "$`", "undefined", "null", "\u00a0", "\ufeff", "\u2028", "\u0085",
    "\x1c", "/", "a@b",
)  # fmt: skip
_BREAKS = ("\n", "\n", "\n", "\r\n", "\r", "\n\n", "\n \n", "\u2028")
_SIGNS = ("=", "=", "=", " = ", "= ", " =", ": ", ":", "=\n", " =\t")
_LEADS = ("", "", "", "export ", " ", "\t", "export\t", "export", "#", "\ufeff")

keys = st.sampled_from(_KEYS)
pieces = st.lists(st.sampled_from(_PIECES), max_size=5).map("".join)


@st.composite
def _value(draw: st.DrawFn) -> str:
    text = draw(pieces)
    mark = draw(st.sampled_from(("", "", "", "'", '"', '"', "`")))
    if mark and draw(st.booleans()):
        text = f"{text}{draw(st.sampled_from(_BREAKS))}{draw(pieces)}"
    return f"{mark}{text}{mark}{draw(st.sampled_from(('', '', '', ' ', ' # note', '#note')))}"


@st.composite
def _line(draw: st.DrawFn) -> str:
    if draw(st.integers(0, 9)) == 0:
        return draw(pieces)
    return f"{draw(st.sampled_from(_LEADS))}{draw(keys)}{draw(st.sampled_from(_SIGNS))}{draw(_value())}"


@st.composite
def _file(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(_line(), max_size=5))
    text = "".join(f"{line}{draw(st.sampled_from(_BREAKS))}" for line in lines)
    mark = "\ufeff" if draw(st.integers(0, 7)) == 0 else ""
    return f"{mark}{text[:-1] if draw(st.integers(0, 5)) == 0 else text}".encode()


@dataclass(frozen=True)
class FileSet:
    """Files by name, and the environment that they are read in."""

    files: dict[str, bytes]
    environ: dict[str, str]


@st.composite
def file_sets(draw: st.DrawFn) -> FileSet:
    """Draw one to four files and an environment that holds some of their variables."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    environ = draw(st.dictionaries(keys, pieces, max_size=2))
    return FileSet({name: draw(_file()) for name in names}, environ)
