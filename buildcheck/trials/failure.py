"""A build that failed without some variables -> what it fails for, in words and as `Consequence` values."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from buildcheck.model.build import Build
from buildcheck.model.check import Cause
from buildcheck.model.environment import Consequence, Inventory, Variable
from buildcheck.model.log_lines import LogLines
from buildcheck.model.value import At
from buildcheck.trials.suspects import named


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """``suspects`` are the variables that the failure seems to be about; ``sure`` where its lines name them. ``places``
    are where the source reads them."""

    cause: Cause
    suspects: tuple[str, ...]
    sure: bool
    places: dict[str, At] = field(default_factory=dict)

    def consequences(self, proof: str | None, *, only: Collection[str] | None = None) -> Iterator[Consequence]:
        """Give one consequence for each suspect."""
        first = self.cause
        doubt = "" if self.sure or proof is not None else " Its log names no variable; this one is read there."
        for name in self.suspects:
            if only is None or name in only:
                yield Consequence(
                    variable=name,
                    effect="build-fails",
                    message=f"The build fails: {first.title}.{doubt}",
                    proof=proof,
                    at=place_of(first) or self.places.get(name),
                    evidence=LogLines(step=first.step, first=first.first_line, lines=first.lines),
                )

    def proof_at_once(self, given: tuple[str, ...]) -> str | None:
        """Say what the build with all values and this one show together: nothing for sure where no line names them."""
        others = f" but {len(given)} other{'s' * (len(given) != 1)}" if given else ""
        shown = f"The build passes with made values, and fails without any{others} with these lines."
        return shown if self.sure else None

    def proof_after(self, again: Failure | None) -> str | None:
        """Say what a further build with the suspects shows: this failure is gone, or it is still there."""
        if again is not None and again.is_like(self):
            return None
        names = self.suspects
        return f"A build without {', '.join(names)} fails with these lines, and no longer when {_is(names)} given."

    def proof_beside(self, names: tuple[str, ...]) -> str:
        """Say what a build with all values but ``names`` shows."""
        return f"The build fails with these lines when {', '.join(names)}, and nothing else, is left out."

    def is_like(self, other: Failure) -> bool:
        """Whether it is the same failure as ``other``."""
        mine, others = self.cause, other.cause
        return (mine.id, mine.title, mine.lines) == (others.id, others.title, others.lines)

    def made_value(self, cause: Cause, names: tuple[str, ...], asked: tuple[str, ...]) -> Cause:
        """Give the cause of a build that fails both with made values of ``names`` and without them."""
        shown = _listed(names)
        return Cause(
            id="synthetic-value",
            title=f"The build can't do with a made value of {shown}",
            explanation=f"{_why(names, asked)} With real values it may pass. Without any it fails, too: "
            f"{self.cause.title}.",
            fix="Verify with values of a test account: `--env file:PATH`. They stay inside the run.",
            kind="ours",
            step=cause.step,
            first_line=cause.first_line,
            lines=cause.lines,
            at=cause.at,
        )


def failure_of(build: Build, causes: tuple[Cause, ...], inventory: Inventory) -> Failure | None:
    """Give what a build failed for; ``None`` for one that passed."""
    if build.failed is None or not causes:
        return None
    names, sure = named(causes[0], build, inventory)
    missing = tuple(name for name in names if name not in build.variables)
    places = {name: at for name in missing if (at := _read_at(inventory.variables[name], build))}
    return Failure(cause=causes[0], suspects=missing, sure=sure, places=places)


def left_out(variable: Variable) -> Consequence:
    """Say that a build without the made value of ``variable``, which was in the way, passes."""
    return Consequence(
        variable=variable.name,
        effect="nothing",
        message="The build passes without it.",
        proof="The build passes when it is left out.",
    )


def in_the_way(names: tuple[str, ...], asked: tuple[str, ...]) -> str:
    """Say what was not seen because made values of ``names`` were in the way."""
    pronoun = "it" if len(names) == 1 else "them"
    return (
        f"That it builds with {_listed(names)}: {_why(names, asked)} It was built without {pronoun}; to verify it with "
        f"real values use `--env file:PATH`."
    )


def _why(names: tuple[str, ...], asked: tuple[str, ...]) -> str:
    servers = tuple(name for name in names if name in asked)
    if servers:
        return f"the build asks the server of {_listed(servers)}, and behind a made address nothing answers."
    return f"what uses {_listed(names)} refuses values that buildcheck made."


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _is(names: tuple[str, ...]) -> str:
    return "it is" if len(names) == 1 else "they are"


def place_of(cause: Cause) -> At | None:
    """Give the place in the source that a cause names."""
    path, _, rest = (cause.at or "").partition(":")
    line = rest.partition(":")[0]
    return At(path=path, line=int(line) if line.isdigit() else None) if path else None


def _read_at(variable: Variable, build: Build) -> At | None:
    """Give the place that read it in vain while it was built; where that was not seen, one of the source, code that a
    build runs before a script that people run."""
    missed = [each.at for each in build.reads or () if each.name == variable.name and not each.set]
    reads = [each for each in variable.reads if each.how != "schema" and each.is_live]
    reads.sort(key=lambda each: (each.where == ("script",), not each.at_import))
    return next((each for each in (*missed, *(read.at for read in reads)) if each is not None), None)
