"""What a value could be, and what schemas demand -> the value.

The first text that every schema takes counts. Where none is taken as it is, it gets the ends and the length that are
asked for, or one is drawn from the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from buildcheck.model.environment import Expectation
from buildcheck.synthetic.accepts import NUMBERS, accepts
from buildcheck.synthetic.canary import number, padding
from buildcheck.synthetic.need import Need
from buildcheck.synthetic.patterns import matching
from buildcheck.synthetic.templates import fill

_LONGEST = 10_000
_LIKELY = ("production", "false", "0", "off", "no")
"""Members of enumerations that change least."""


def fitted(needs: Sequence[Need], expected: Sequence[Expectation], name: str, seed: str) -> tuple[Need, str]:
    """Give the value and what it was made for; the likeliest where the schemas would refuse all."""
    plain = [(each, fill(each.template, name, seed)) for each in needs]
    tries = [*plain, *_made(plain, expected, name, seed)]
    return next((each for each in tries if all(accepts(one, each[1]) for one in expected)), tries[-1])


def _made(
    plain: Iterable[tuple[Need, str]], expected: Iterable[Expectation], name: str, seed: str
) -> Iterator[tuple[Need, str]]:
    """Give texts that are made for one of the schemas, in the order of how likely they fit."""
    for one in expected:
        reason = f"{one.by} at {one.at}"
        if one.choices:
            yield Need("enum", reason, ""), next((each for each in _LIKELY if each in one.choices), one.choices[0])
        elif one.type in NUMBERS:
            yield Need(one.type, reason, ""), _number(one, name, seed)
        else:
            yield from ((need, _shaped(text, one, name, seed)) for need, text in plain)
            drawn = matching(one.pattern, name, seed) if one.pattern else None
            if drawn is not None:
                yield Need(one.type, reason, ""), drawn
                yield Need(one.type, reason, ""), _shaped(drawn, one, name, seed)


def _number(one: Expectation, name: str, seed: str) -> str:
    """Give a number: of an id, one that is found again; else one that is enough for a limit and small for a loop."""
    least, most = one.least, one.most
    if name.endswith("ID") and most is None and (least or 0) < 10**9 and one.type != "port":
        return number(name, seed, 10)
    usual = 3000.0 if one.type == "port" else 10.0
    found = max(usual, float(least)) if least is not None else usual
    found = min(found, float(most)) if most is not None else found
    return str(int(found) if found.is_integer() else found)


def _shaped(text: str, one: Expectation, name: str, seed: str) -> str:
    """Give ``text`` with the ends and the length that a schema asks for."""
    starts, ends = one.starts or "", one.ends or ""
    body = text if text.startswith(starts) else starts + text
    body = body if body.endswith(ends) else body + ends
    least = int(min(one.least or 0, _LONGEST))
    if len(body) < least:
        body = body[: len(body) - len(ends)] + padding(name, seed, least - len(body)) + ends
    if one.most is not None and len(body) > one.most:
        body = body[: max(0, int(min(one.most, _LONGEST)) - len(ends))] + ends
    return body
