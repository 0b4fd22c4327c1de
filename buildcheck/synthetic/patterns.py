"""A regular expression of a schema, as JavaScript writes it -> a text that it matches, with the canary if it can be."""

from __future__ import annotations

import random
import re

from buildcheck.synthetic.canary import canary
from buildcheck.synthetic.templates import fill

_LONGEST = 500
_USUAL = (
    "<canary>", "<fill:32>", "<fill:40>", "<fill:64>", "<fill:20>", "<fill:24>", "<fill:16>", "<fill:48>",
    "https://<canary>.example", "https://<canary>.example/", "<canary>.example", "<canary>@<canary>.example",
)  # fmt: skip


def matching(pattern: str, name: str, seed: str) -> str | None:
    """Give a text that ``pattern`` finds itself in; ``None`` where none could be made, or where Python reads the
    pattern in another way than JavaScript."""
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    for template in _USUAL:
        for text in (fill(template, name, seed), fill(template, name, seed).upper()):
            if compiled.search(text):
                return text
    drawn = _drawn(pattern, name, seed)
    if drawn is None or not compiled.search(drawn):
        return None
    return _marked(drawn, compiled, canary(name, seed))


def _drawn(pattern: str, name: str, seed: str) -> str | None:
    import rstr

    try:
        text = rstr.Rstr(random.Random(f"{seed}\0{name}")).xeger(pattern)
    except Exception:  # the library meets whatever a project has written
        return None
    return str(text) if len(text) <= _LONGEST and text.isprintable() else None


def _marked(text: str, compiled: re.Pattern[str], mark: str) -> str:
    """Put the canary into ``text`` where the pattern leaves room for it."""
    for start in range(len(text) - len(mark), -1, -1):
        found = text[:start] + mark + text[start + len(mark) :]
        if compiled.search(found):
            return found
    return text
