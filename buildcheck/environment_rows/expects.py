"""What a value must be, in words."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.environment import Expectation, Variable


def expects(variable: Variable) -> str | None:
    """Say what a value must be, from the schema, or from the shape of an example."""
    demand = next(iter(variable.expectations), None)
    if demand is not None:
        return ", ".join(_demands(demand))
    shapes = (each.shape for each in variable.declarations if each.shape is not None)
    found = next((each.type for each in shapes if each.type not in ("string", "secret")), None)
    # The password of an example is "123456", and need be none of digits.
    return None if variable.sensitivity == "secret" and found in ("integer", "number", "boolean") else found


def _demands(demand: Expectation) -> Iterator[str]:
    yield f"one of {', '.join(demand.choices)}" if demand.choices else demand.type
    if demand.protocols:
        yield f"with {' or '.join(each + '://' for each in demand.protocols)}"
    of = "" if demand.type in ("number", "integer", "port") else " characters"
    if demand.least == 1 and of:
        yield "not empty"
    elif demand.least is not None:
        yield f"at least {demand.least:g}{of}"
    if demand.most is not None:
        yield f"at most {demand.most:g}{of}"
    if demand.starts is not None:
        yield f"begins with {demand.starts}"
    if demand.ends is not None:
        yield f"ends with {demand.ends}"
    if demand.pattern is not None:
        yield f"matches {demand.pattern}"
