"""What is said of a variable that is missing, by whom, and only once."""

from __future__ import annotations

import pytest

from buildcheck.checks.env_baked_undefined import env_baked_undefined
from buildcheck.checks.env_missing_at_request import env_missing_at_request
from buildcheck.checks.env_missing_build import env_missing_build
from buildcheck.checks.env_undeclared import env_undeclared
from buildcheck.model.check import Check, Evidence
from buildcheck.model.environment import Consequence, Declaration, Effect, Inventory, Variable, VariableRead
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from tests.parts import project

SPEAKING: tuple[tuple[Check, Effect], ...] = (
    (env_missing_build, "build-fails"),
    (env_missing_at_request, "request-fails"),
    (env_baked_undefined, "baked"),
)


def evidence(effect: Effect, *, declared: bool = False, proof: str | None = "Two builds show it.") -> Evidence:
    read = VariableRead(at=At(path="a.js", line=3), where=("server",), how="member")
    told = (Declaration(by="example", at=At(path=".env.example", line=1)),) if declared else ()
    variables = {
        name: Variable(name=name, reads=(read,), declarations=told if name == "A_KEY" else ())
        for name in ("A_KEY", "B_KEY")
    }
    return Evidence(
        project=project(),
        survey=Survey(environment=Inventory(variables=variables)),
        consequences=(Consequence(variable="A_KEY", effect=effect, message="It breaks.", proof=proof),),
    )


@pytest.mark.parametrize(("check", "effect"), SPEAKING)
def test_one_finding_has_both_facts(check: Check, effect: Effect) -> None:
    found = evidence(effect)
    (hit,) = check.run(found)
    assert "It breaks." in hit.message
    assert hit.message.endswith("Nothing in the repository tells about it. Two builds show it.")
    assert [each.message.rpartition(": ")[2] for each in env_undeclared.run(found)] == ["B_KEY"]


@pytest.mark.parametrize(("check", "effect"), SPEAKING)
def test_what_is_declared_is_said_to_be(check: Check, effect: Effect) -> None:
    (hit,) = check.run(evidence(effect, declared=True))
    assert hit.severity == "info"
    assert "It is declared." in hit.message


@pytest.mark.parametrize("effect", ["request-differs", "nothing", "unknown"])
def test_what_does_no_harm_is_still_listed(effect: Effect) -> None:
    (hit,) = env_undeclared.run(evidence(effect))
    assert hit.message.endswith("A_KEY, B_KEY")


def test_what_the_files_alone_tell_is_still_listed() -> None:
    (hit,) = env_undeclared.run(evidence("baked", proof=None))
    assert hit.message.endswith("A_KEY, B_KEY")
