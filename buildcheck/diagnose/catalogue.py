"""Reads the diagnoses: in go the YAML files of ``buildcheck/diagnoses``, out come `Diagnosis` values.

Nothing lists the files. A file that is not exactly a diagnosis is a mistake of ours and raises, naming the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from importlib import resources
from importlib.resources.abc import Traversable
from string import Formatter
from typing import Literal

import msgspec
import yaml

from buildcheck.model.build import Outcome
from buildcheck.model.plan import Phase

Kind = Literal["environment", "dev-versus-build", "host", "source", "infrastructure", "ours"]
Level = Literal["cause", "class", "symptom"]


class Pattern:
    """A regular expression with a literal text that every match contains, which is looked for first: a log of a
    megabyte is searched for a hundred causes in a fraction of a second."""

    def __init__(self, text: str) -> None:
        self.expression = re.compile(text, re.MULTILINE)
        self.literal = longest_literal(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Give the matches in ``text``, none when the literal is not in it."""
        return self.expression.finditer(text) if self.literal in text else iter(())


def longest_literal(pattern: str) -> str:
    """Give the longest text that every match of ``pattern`` must contain; ``""`` when that is not plain to see."""
    runs, run, depth, at = [""], "", 0, 0
    while at < len(pattern):
        sign = pattern[at]
        step, plain = 1, ""
        if sign == "\\" and at + 1 < len(pattern):
            step = 2
            plain = pattern[at + 1] if not pattern[at + 1].isalnum() else ""
        elif sign == "[":
            step = pattern.index("]", at + 2) - at + 1
        elif sign == "|" and depth == 0:
            return ""
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif sign not in ".^$*+?{}|":
            plain = sign
        elif sign == "{":
            step = pattern.index("}", at) - at + 1
        at += step
        optional = at < len(pattern) and pattern[at] in "*?{"
        if plain and depth == 0 and not optional:
            run += plain
        else:
            runs.append(run)
            run = ""
    return max([*runs, run], key=len)


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A cause of failure and how a log shows it.

    Every pattern is a Python regular expression over the log (lines cut to 600 characters, ``^`` and ``$`` match at
    line ends), with warnings left out unless ``warnings`` is true. It matches when every one of ``all``, one of
    ``any`` and none of ``none`` is found; the earliest match of ``any`` (of the first of ``all`` without one) is the
    place of the cause. Named groups, there and in the optional ``extract``, fill ``{name}`` in ``title``,
    ``explanation``, ``fix`` and ``docs``; ``defaults`` stand in for groups that were not found. The groups ``file``,
    ``line`` and ``column`` are the place in the project.

    ``when`` names facts about the project or the hosts (see `facts`) that must hold for the matched groups.
    ``level`` orders look-alikes: a ``cause`` names what is wrong, a ``class`` only which kind of thing, a ``symptom``
    where it surfaced. ``after`` names diagnoses that explain the same lines better. ``check`` is the check that
    reports it, when not ``install-failed`` or ``build-failed``. ``before`` and ``lines`` say which lines to show,
    around the match.
    """

    id: str
    title: str
    kind: Kind
    phases: tuple[Phase, ...] = ("fetch", "scripts", "build")
    outcomes: tuple[Outcome, ...] = ("failed",)
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    extract: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    warnings: bool = False
    level: Level = "cause"
    after: tuple[str, ...] = ()
    check: str | None = None
    before: int = 0
    lines: int = 10
    explanation: str
    fix: str
    docs: str | None = None
    defaults: dict[str, str] = {}

    @cached_property
    def patterns(self) -> dict[str, tuple[Pattern, ...]]:
        """The compiled patterns by field."""
        fields = {"any": self.any, "all": self.all, "none": self.none, "extract": self.extract}
        return {name: tuple(Pattern(each) for each in texts) for name, texts in fields.items()}

    @property
    def fields(self) -> set[str]:
        """The names that its templates fill in."""
        templates = (self.title, self.explanation, self.fix, self.docs or "")
        return {name for each in templates for _, name, _, _ in Formatter().parse(each) if name}


def read(file: Traversable) -> Diagnosis:
    """Read one diagnosis.

    Raises:
        ValueError: it is not exactly a diagnosis; the message names the file and the key.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        found = msgspec.convert(yaml.load(file.read_text(encoding="utf-8"), Loader=loader), Diagnosis)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise ValueError(f"{file.name}: {error}") from error
    if f"{found.id}.yaml" != file.name:
        raise ValueError(f"{file.name}: its id is {found.id}")
    if not (found.any or found.all):
        raise ValueError(f"{file.name}: it needs `any` or `all`")
    return found


@cache
def catalogue() -> tuple[Diagnosis, ...]:
    """Give all diagnoses, by id."""
    folder = resources.files("buildcheck") / "diagnoses"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple(read(each) for each in files)
