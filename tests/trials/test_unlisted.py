"""What a failed build asks for that no file of the project names."""

from __future__ import annotations

import pytest

from buildcheck.model.build import Build, Isolation, StepRun
from buildcheck.model.check import Cause
from buildcheck.model.environment import Inventory, ObservedRead
from buildcheck.model.plan import Phase
from buildcheck.trials.unlisted import asked_for

CLERK = "Set `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` and `CLERK_SECRET_KEY` where the project is built."


def build(*missed: str, given: tuple[str, ...] = (), phase: Phase = "build") -> Build:
    run = StepRun(
        phase=phase,
        name="build",
        argv=("build",),
        cwd=".",
        exit_code=1,
        seconds=1.0,
        outcome="failed",
        log="",
        log_bytes=0,
    )
    reads = tuple(ObservedRead(name=each, phase="script", set=False) for each in missed)
    isolation = Isolation(engine="docker", version="1", statement="")
    return Build(isolation=isolation, steps=(run,), reads=reads, variables=given)


def cause(line: str, *, id: str = "unrecognised", kind: str = "unknown", fix: str = "") -> Cause:
    return Cause(id=id, title="", explanation="", fix=fix, kind=kind, step="build", first_line=1, lines=(line,))


@pytest.mark.parametrize(
    ("missed", "said", "names"),
    [
        (("DEPLOY_KEY", "OTHER"), cause("Error: MISSING DEPLOY_KEY"), ("DEPLOY_KEY",)),
        ((), cause("Error: MISSING DEPLOY_KEY"), ()),
        (("DEPLOY_KEY",), cause("DEPLOY_KEY in a type", id="type-error", kind="source"), ()),
        (("VERCEL_URL",), cause("Error: VERCEL_URL is not there"), ()),
        ((), cause("error: Environment variable not found: DB", id="env-prisma", kind="environment"), ("DB",)),
        (
            ("CLERK_JWT_KEY", "OTHER"),
            cause("@clerk: Missing key", id="env-clerk", kind="environment", fix=CLERK),
            ("CLERK_JWT_KEY",),
        ),
        ((), cause("@clerk: Missing key", id="env-clerk", kind="environment", fix=CLERK), ("CLERK_SECRET_KEY",)),
        (("OTHER",), cause("it is missing", id="env-unnamed", kind="environment", fix="Set `X_Y`."), ()),
    ],
)
def test_what_a_failure_asks_for(missed: tuple[str, ...], said: Cause, names: tuple[str, ...]) -> None:
    assert asked_for(build(*missed), said, Inventory(prefixes=("VITE_",))) == names


def test_the_advice_of_this_framework_counts() -> None:
    said = cause("@clerk: Missing key", id="env-clerk", kind="environment", fix=CLERK)
    names = asked_for(build(), said, Inventory(prefixes=("NEXT_PUBLIC_",)))
    assert names == ("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY")


def test_a_service_that_was_given_something_is_not_given_the_usual_names() -> None:
    said = cause("@clerk: Missing key", id="env-clerk", kind="environment", fix=CLERK)
    assert asked_for(build(given=("CLERK_JWT_KEY",)), said, Inventory()) == ()


def test_what_the_build_was_given_is_not_asked_for() -> None:
    assert asked_for(build("DEPLOY_KEY", given=("DEPLOY_KEY",)), cause("no DEPLOY_KEY"), Inventory()) == ()


def test_packages_are_fetched_without_variables() -> None:
    assert asked_for(build("DEPLOY_KEY", phase="fetch"), cause("no DEPLOY_KEY"), Inventory()) == ()
