"""Secret values that the user handed over -> a mask that takes them out of what a step printed.

A build that prints its environment is common, and its log goes into reports. The mask is for accidents: a build that
wants to show a value can print it encoded, which nothing can prevent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote

SHORTEST = 6
"""Values with fewer characters are left: ``true`` or ``3000`` stand in every log and would make it unreadable."""

PLAIN = frozenset({"production", "development", "preview", "staging", "localhost", "default", "nodejs", "disabled"})
"""Words that are values of common switches (``NODE_ENV=production``) and of many messages that diagnoses look for."""


class Mask:
    """Replaces every value by ``***NAME***``, in whatever form logs show it: as it is, in JSON, in a URL, by line."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._names: dict[str, str] = {}
        for name, value in values.items():
            for form in _forms(value):
                self._names.setdefault(form, name)
        # The longest first: a value may contain another one.
        forms = sorted(self._names, key=len, reverse=True)
        self._text = re.compile("|".join(map(re.escape, forms))) if forms else None
        self._raw = re.compile(b"|".join(re.escape(_bytes(form)) for form in forms)) if forms else None

    def raw(self, output: bytes) -> bytes:
        """Give ``output`` without the values."""
        if self._raw is None:
            return output
        return self._raw.sub(lambda match: self._shown(match[0].decode("utf-8", "surrogateescape")).encode(), output)

    def text(self, output: str) -> str:
        """Give ``output`` without the values: those too that escapes, now removed, had torn apart."""
        return output if self._text is None else self._text.sub(lambda match: self._shown(match[0]), output)

    def _shown(self, form: str) -> str:
        return f"***{self._names[form]}***"


NOTHING = Mask({})


def mask_of(values: Mapping[str, str], credentials: Mapping[str, str], shown: Collection[str]) -> Mask:
    """Make the mask of a run: all values but those named in ``shown``, and all credentials."""
    return Mask({**{name: value for name, value in values.items() if name not in shown}, **credentials})


def _forms(value: str) -> Iterator[str]:
    """Give the texts by which a value can be recognised: a key in several lines is often printed line by line, and of
    a line ``name=secret`` (an ``.npmrc``) the secret alone is one."""
    lines = value.splitlines()
    secrets = [line.partition("=")[2].strip() for line in lines] if len(lines) > 1 or "_auth" in value else []
    for each in (value, *(line.strip() for line in lines), *secrets):
        if len(each) >= SHORTEST and each.lower() not in PLAIN:
            yield from (each, json.dumps(each)[1:-1], json.dumps(each, ensure_ascii=False)[1:-1], quote(each, safe=""))


def _bytes(form: str) -> bytes:
    return form.encode("utf-8", "surrogateescape")
