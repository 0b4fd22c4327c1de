"""What may be left out, as far as the files tell."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.environment import Expectation, Variable, VariableRead
from buildcheck.synthetic.unset import is_switch


def demand(variable: Variable) -> Expectation | None:
    """Give the schema's demand for a value, ``None`` where every schema does without one."""
    return next((each for each in variable.expectations if not each.optional and not each.default), None)


def is_optional(variable: Variable) -> bool:
    """Whether its absence was foreseen: a default, a schema that accepts it, or a name that says it is a switch."""
    accepted = bool(variable.expectations) and all(each.optional or each.default for each in variable.expectations)
    return variable.has_default or accepted or (demand(variable) is None and is_switch(variable.name))


def configured(variable: Variable) -> bool:
    """Whether ``env`` of the framework's configuration sets it, and not from the environment's value of that name."""
    passed_on = any("config" in each.where for each in variable.reads)
    return not passed_on and any(each.by == "config" and each.public for each in variable.declarations)


def live(reads: Iterable[VariableRead]) -> tuple[VariableRead, ...]:
    """Give the reads by code that something of the project leads to, tests aside."""
    return tuple(each for each in reads if each.is_live)
