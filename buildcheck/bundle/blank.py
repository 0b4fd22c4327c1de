"""A file of the source -> the same file with made text in the place of its secret values: of the same length, so that
sizes, lines and columns stay, and what is said about the one is said about the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from buildcheck.bundle.env_file import env_spans, weak_spans
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.made import Span, guessable, made
from buildcheck.bundle.secret_parts import around_marks, looks_random
from buildcheck.bundle.settings_file import SETTINGS, settings_spans
from buildcheck.bundle.told import told_spans
from buildcheck.load.beside import may_hold_secrets
from buildcheck.load.dotenv.dialect import dialect_of
from buildcheck.load.env_files import is_env_file, is_named_as_env_file
from buildcheck.model.bundle import Blanked
from buildcheck.model.environment import Variable
from buildcheck.model.project import Framework
from buildcheck.survey.secrets import secret_spans

_OF_MACHINE = "values that this machine holds"
_OF_ENV_FILES = "values of an env file"
_LONGEST = 4 * 1024**2
_KEYSTORE = re.compile(r"\.(?:p12|pfx|jks|keystore|kdbx)\Z", re.IGNORECASE)
_WORD = re.compile(rb"[\w+/.~-]+={0,2}")
_ANYTHING = re.compile(rb"[A-Za-z0-9\x80-\xff]")


class Blanking(NamedTuple):
    """``content`` as it may be given away, and what of it was replaced; ``own``: of that some, because this machine
    holds it, which another machine would leave."""

    content: bytes
    blanked: Blanked | None
    own: bool = False


class Blanker:
    """Takes secret values out of files. ``variables`` are those of the project's inventory, ``guard`` knows the values
    of this machine, ``others`` those that were found in other files; ``seed`` decides the made text."""

    def __init__(
        self,
        framework: Framework | None,
        variables: Mapping[str, Variable],
        guard: Guard,
        seed: str,
        others: Guard | None = None,
    ) -> None:
        self._dialect = dialect_of(framework)
        self._variables = variables
        self._guard = guard
        self._others = others if others is not None else Guard({})
        self._seed = seed
        self._places: dict[bytes, str] = {}
        self._taken: dict[str, str] = {}

    @property
    def taken(self) -> dict[str, str]:
        """The values that were replaced so far and that are looked for elsewhere, by a name for each: credentials, and
        of those of env files what looks like a key."""
        return dict(self._taken)

    def blank(self, path: str, content: bytes) -> Blanking:
        """Give the file at ``path`` without secret values."""
        found = {
            _OF_ENV_FILES: self._of_env_file(path, content),
            "credentials of settings": self._of_settings(path, content),
            "what looks like a key in a file that is kept for keys": _of_key_file(path, content),
            "secrets in the text": _in_text(path, content),
            _OF_MACHINE: _around_marks(content, self._guard.spans(content, "source")),
        }
        everywhere = _joined([span for what, spans in found.items() if what != _OF_MACHINE for span in spans])
        own = any(not _is_in(each, everywhere) for each in found[_OF_MACHINE])
        known = _joined([span for each in found.values() for span in each])
        elsewhere = _around_marks(content, self._others.spans(content, "source"))
        found["what is secret in another file"] = [each for each in elsewhere if not _is_in(each, known)]
        for what, found_spans in found.items():
            self._take(path, content, found_spans, keys_only=what == _OF_ENV_FILES)
        told = {what: len(spans) for what, spans in found.items() if spans}
        spans = _joined([span for each in found.values() for span in each if _ANYTHING.search(content, *span)])
        if not spans:
            return Blanking(content, None)
        blanked = Blanked(path=path, count=len(spans), what=", ".join(told))
        result = bytearray(content)
        for begin, end in spans:
            result[begin:end] = made(content[begin:end], self._seed_of(content[begin:end], f"{path}\0{begin}"))
        for begin, end in self._weak(path, content):
            result[begin:end] = guessable(end - begin, self._seed_of(content[begin:end], f"{path}\0{begin}"))
        return Blanking(bytes(result), blanked, own)

    def _take(self, path: str, content: bytes, spans: Iterable[Span], *, keys_only: bool) -> None:
        for begin, end in spans:
            value = content[begin:end].decode("utf-8", "surrogateescape")
            # Of a user and a password, the password alone is one, too.
            for each in (value, value.partition(":")[2]):
                if looks_random(each) or (each and not keys_only):
                    self._taken[f"{path} {begin} {len(each)}"] = each

    def _seed_of(self, value: bytes, place: str) -> str:
        """Give what made text is made from: the place where the value stood first, so that the same value is the same
        text everywhere, and nothing of it is told."""
        return f"{self._seed}\0{self._places.setdefault(value, place)}"

    def _weak(self, path: str, content: bytes) -> list[Span]:
        if not is_env_file(path):
            return []
        text = content.decode("utf-8", "surrogateescape")
        return _in_bytes(text, list(weak_spans(text, self._dialect)))

    def _of_env_file(self, path: str, content: bytes) -> list[Span]:
        if not is_env_file(path):
            return []
        text = content.decode("utf-8", "surrogateescape")
        return _in_bytes(text, list(env_spans(text, self._dialect, self._variables)))

    def _of_settings(self, path: str, content: bytes) -> list[Span]:
        if len(content) > 16 * _LONGEST:
            return []
        text = content.decode("utf-8", "surrogateescape")
        return _in_bytes(text, list(settings_spans(path, text)))


def _in_text(path: str, content: bytes) -> list[Span]:
    if len(content) > _LONGEST:
        return []
    return _around_marks(content, (*secret_spans(content), *told_spans(path, content)))


def _around_marks(content: bytes, spans: Iterable[Span]) -> list[Span]:
    return [
        (begin + first, begin + last)
        for begin, end in spans
        for first, last in around_marks(content[begin:end].decode("latin-1"))
    ]


def _of_key_file(path: str, content: bytes) -> list[Span]:
    """Give what looks like a key in a file that has the name of one for secrets; all of a keystore."""
    if _KEYSTORE.search(path):
        return [(0, len(content))]
    # Of certificates and keys in PEM form only the private keys are secret, which are found by their form.
    read_otherwise = is_named_as_env_file(path) or path.rpartition("/")[2] in SETTINGS or b"-----BEGIN" in content
    if not may_hold_secrets(path) or read_otherwise or len(content) > _LONGEST:
        return []
    words = _WORD.finditer(content)
    return [match.span() for match in words if looks_random(match[0].decode("utf-8", "replace"))]


def _in_bytes(text: str, spans: list[Span]) -> list[Span]:
    if text.isascii():
        return spans

    def at(index: int) -> int:
        return len(text[:index].encode("utf-8", "surrogateescape"))

    return [(at(begin), at(end)) for begin, end in spans]


def _is_in(span: Span, others: list[Span]) -> bool:
    return any(begin <= span[0] and span[1] <= end for begin, end in others)


def _joined(spans: list[Span]) -> list[Span]:
    """Give the spans in order, those that overlap as one."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
