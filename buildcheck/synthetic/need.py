"""`Variable` -> what its value could be, the likeliest first, and what that was taken from.

The service that the name belongs to knows most; then the example that the project gives; then the type that the
project's validation schema states; then the name. Which of them it becomes is the schema's to decide (`fit`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from buildcheck.model.environment import Shape, ValueType, Variable
from buildcheck.services import find, without_prefix
from buildcheck.synthetic.accepts import NUMBERS
from buildcheck.synthetic.addresses import ADDRESSES, address, protocol_of

_OPEN: frozenset[ValueType] = frozenset({"string", "secret"})
_ON_A_SITE = re.compile(r"UR[IL]|ROUTE|REDIRECT|CALLBACK")
_WALLETS = frozenset({"viem", "ethers", "web3", "wagmi", "hardhat"})


@dataclass(frozen=True, slots=True)
class Need:
    """What a value could be: ``template`` makes it (see `templates`)."""

    type: ValueType
    reason: str
    template: str


def needs_of(variable: Variable, packages: frozenset[str]) -> Iterator[Need]:
    """Give what a value of ``variable`` could be. ``packages`` are those that the project depends on."""
    bare = without_prefix(variable.name)
    shape = _shape(variable)
    protocol = protocol_of(bare, packages, shape.protocol if shape is not None else None)
    known = _of_service(variable.name)
    if known is not None and not _is_another_database(known, protocol):
        yield known
    if shape is not None and shape.type == "path" and _ON_A_SITE.search(bare):
        yield Need("path", "the example that the project gives", "/<canary>")
    elif shape is not None and shape.type not in _OPEN:
        yield _typed(shape.type, "the example that the project gives", protocol)
    if bare.endswith("PRIVATE_KEY") and packages & _WALLETS:
        yield Need("hex", "its name, and a package for wallets", "0x<fill:64>")
    for expected in variable.expectations:
        if expected.type not in _OPEN | NUMBERS:
            stated = next(iter(expected.protocols), None)
            yield _typed(expected.type, f"{expected.by} at {expected.at}", protocol or stated)
            if stated is not None:
                yield _typed(expected.type, f"{expected.by} at {expected.at}", stated)
    yield _by_name(bare, protocol)


def _typed(kind: ValueType, reason: str, protocol: str | None) -> Need:
    return Need(kind, reason, address(protocol) if kind == "url" and protocol else types()[kind])


def _of_service(name: str) -> Need | None:
    found = find(name)
    if found is None:
        return None
    service, variable = found
    return Need(variable.type, f"a variable of {service.title}", variable.template or types()[variable.type])


def _is_another_database(need: Need, protocol: str | None) -> bool:
    """Whether a name that any database may have, which is most often PostgreSQL, is that of another one here."""
    return need.template.startswith("postgresql:") and protocol in ADDRESSES and protocol != "postgresql"


def _by_name(bare: str, protocol: str | None) -> Need:
    for pattern, kind, template in _names():
        if pattern.search(bare):
            return Need(kind, "its name", template) if template else _typed(kind, "its name", protocol)
    return Need("string", "nothing says more", types()["string"])


def _shape(variable: Variable) -> Shape | None:
    shapes = [each.shape for each in variable.declarations if each.shape is not None]
    return next((each for each in shapes if "empty" not in each.traits), None)


@cache
def types() -> dict[ValueType, str]:
    """Give the template of each type."""
    return msgspec.toml.decode((files("buildcheck.synthetic") / "types.toml").read_bytes(), type=dict[ValueType, str])


@cache
def _names() -> tuple[tuple[re.Pattern[str], ValueType, str | None], ...]:
    read = tomllib.loads((files("buildcheck.synthetic") / "names.toml").read_text("utf-8"))
    return tuple((re.compile(each["has"]), each["type"], each.get("template")) for each in read["name"])
