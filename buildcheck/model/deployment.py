"""What the repository says about where the app goes: container files, hosts' settings, workflows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

from buildcheck.model.invocation import Invocation
from buildcheck.model.project import IgnoreRule
from buildcheck.model.value import At, Value

DeploymentKind = Literal[
    "dockerfile", "vercel", "netlify", "firebase", "amplify", "fly", "render", "cloudflare", "github-pages", "heroku",
    "railway", "procfile",
]  # fmt: skip


_PASS_ON = frozenset({"tini", "dumb-init", "docker-entrypoint.sh"})
"""Programs and the official images' script that run what they are given."""


class Setting(Value, frozen=True, kw_only=True):
    """One thing that a host's file says: ``key`` is its dotted name in that file (``build.publish``), ``value`` its
    text."""

    key: str
    value: str
    at: At


class Copied(Value, frozen=True, kw_only=True):
    """One thing that a ``COPY`` brings into an image. ``source`` is as written; ``target`` is where it lies in the
    image; ``origin`` is the path in the repository that it stands for, whichever stages it came through (``.next``
    below a copied folder is ``<folder>/.next``), ``None`` where nothing in the repository does. ``folder`` says that it
    is a folder whose contents are copied."""

    source: str
    target: str
    origin: str | None = None
    folder: bool = False


class Instruction(Value, frozen=True, kw_only=True):
    """A line of a Dockerfile, continuations joined, variables with defaults filled in. ``name`` is in upper case;
    ``words`` are its arguments (the JSON form as its items), ``flags`` what stands before them (``from`` of
    ``--from=builder``). ``stage`` is the name or the number of the stage that it belongs to.

    ``workdir`` is the working directory in the image, ``folder`` the folder of the repository that was copied there
    (``None``: none that is known). ``copied`` are the things that ``COPY`` and ``ADD`` bring, ``commands`` what the
    shell form runs.
    """

    name: str
    words: tuple[str, ...]
    flags: dict[str, str] = {}
    stage: str = "0"
    text: str = ""
    at: At
    workdir: str = "/"
    folder: str | None = None
    copied: tuple[Copied, ...] = ()
    commands: tuple[Invocation, ...] = ()

    def pairs(self) -> Iterator[tuple[str, str | None]]:
        """Give names and values of ``ENV`` and ``ARG``; an argument without a default has none."""
        for word in self.words:
            name, equals, value = word.partition("=")
            yield name, value if equals else None


class Deployment(Value, frozen=True, kw_only=True):
    """One such file. ``folder`` is the folder that it speaks about (the app's own, or a folder above): a Dockerfile's
    build context. ``settings`` are what hosts' files say; ``instructions`` are a Dockerfile's. ``ignore_rules`` are
    those of the ignore file that belongs to it, over paths relative to ``folder``; the last that matches decides.
    ``server_folder`` is where Next's standalone server lies below ``.next/standalone`` when the app is built in this
    Dockerfile (``"."``: right there), ``None`` where that is not known."""

    kind: DeploymentKind
    path: str
    folder: str = "."
    settings: tuple[Setting, ...] = ()
    server_folder: str | None = None
    instructions: tuple[Instruction, ...] = ()
    ignore_rules: tuple[IgnoreRule, ...] = ()

    def get(self, key: str) -> Setting | None:
        """Give the setting called ``key``."""
        return next((each for each in self.settings if each.key == key), None)

    def excluded(self, path: str) -> IgnoreRule | None:
        """Give the rule that keeps ``path`` (of the repository) from being sent there, ``None`` when it is sent."""
        inner = path if self.folder == "." else path.removeprefix(f"{self.folder}/")
        if _any_of(tuple(each.expression for each in self.ignore_rules)).match(inner) is None:
            return None
        matching = (each for each in reversed(self.ignore_rules) if re.match(each.expression, inner))
        last = next(matching, None)
        return last if last is not None and last.ignores else None

    def stages(self) -> tuple[Instruction, ...]:
        """Give the ``FROM`` lines, the first stage first."""
        return tuple(each for each in self.instructions if each.name == "FROM")

    def history(self, of: Instruction) -> tuple[Instruction, ...]:
        """Give what was done to the image before ``of``, in the stages that its own is based on as well."""
        own = [each for each in self.instructions if each.stage == of.stage]
        before = own[: own.index(of)] if of in own else own
        if not before or before[0].name != "FROM":
            return tuple(before)
        base = next((each for each in self.stages() if before[0].words and each.stage == before[0].words[0]), None)
        if base is None or self.instructions.index(base) >= self.instructions.index(before[0]):
            return tuple(before)
        last = [each for each in self.instructions if each.stage == base.stage][-1]
        return (*self.history(last), last, *before)

    def variables(self, at: Instruction) -> dict[str, Instruction]:
        """Give the ``ENV`` and ``ARG`` lines that have set each variable when ``at`` is run."""
        return {name: each for each in self.history(at) if each.name in ("ENV", "ARG") for name, _ in each.pairs()}

    def last_stage(self) -> tuple[Instruction, ...]:
        """Give the instructions of the image that is made when no other stage is asked for."""
        stages = self.stages()
        return tuple(each for each in self.instructions if stages and each.stage == stages[-1].stage)

    def contents(self, at: Instruction) -> tuple[Copied, ...]:
        """Give what was copied into the image before ``at``, in order."""
        return tuple(copied for each in self.history(at) for copied in each.copied)

    def start(self) -> Instruction | None:
        """Give the line that says what the finished image runs; ``None`` where there is none, or where a program of its
        own (``ENTRYPOINT``) decides what becomes of ``CMD``."""
        last = self.last_stage()
        if not last:
            return None
        lines = (*self.history(last[-1]), last[-1])
        commands = [each for each in lines if each.name == "CMD"]
        entry = next((each for each in reversed(lines) if each.name == "ENTRYPOINT" and each.words), None)
        if entry is None:
            return commands[-1] if commands else None
        if not commands:
            return entry
        return commands[-1] if entry.words[0].rpartition("/")[2] in _PASS_ON else None

    def builds(self, app: str) -> Iterator[tuple[Instruction, Invocation]]:
        """Give what ``RUN`` lines run in the folder of the app."""
        for line in self.instructions:
            folder = line.folder if line.name == "RUN" else None
            for each in line.commands if folder is not None else ():
                if each.folder is not None and posixpath.normpath(posixpath.join(folder or ".", each.folder)) == app:
                    yield line, each


@lru_cache(maxsize=64)
def _any_of(expressions: tuple[str, ...]) -> re.Pattern[str]:
    """Most paths match no rule at all: one expression settles them. Names of groups may not repeat in it."""
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", each) for each in expressions) or "(?!)")


def origin_at(contents: Iterable[Copied], path: str) -> str | None:
    """Give the path of the repository that ``path`` of an image stands for, of what was copied into it.

    A folder is laid over what is there and takes nothing away: the copy that names the nearest folder counts, and the
    later of two that name the same.
    """
    covering = [each for each in contents if each.target == path or (each.folder and _is_below(path, each.target))]
    if not covering:
        return None
    nearest = max(len(each.target) for each in covering)
    found = [each for each in covering if len(each.target) == nearest][-1]
    if found.target == path or found.origin is None:
        return found.origin
    return posixpath.normpath(posixpath.join(found.origin, posixpath.relpath(path, found.target)))


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(f"{folder.rstrip('/')}/")


def brings(contents: Iterable[Copied], path: str) -> bool:
    """Whether something that was copied is ``path`` of the repository, or a folder that holds it."""
    return any(
        each.origin == path
        or (each.folder and each.origin is not None and (each.origin == "." or path.startswith(f"{each.origin}/")))
        for each in contents
    )
