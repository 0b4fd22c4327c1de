"""An expression -> the chain of calls that it is (``z.string().url()``), names of the file looked through."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import bare, field, text_of
from buildcheck.javascript.reading import Expression, arguments

_LONGEST = 60
_DEEPEST = 8

_LIBRARIES = {
    "zod": "zod", "zod/v3": "zod", "zod/v4": "zod", "zod/mini": "zod", "zod/v4-mini": "zod", "zod/v4/mini": "zod",
    "astro/zod": "zod", "@hono/zod-openapi": "zod", "valibot": "valibot", "envalid": "envalid", "joi": "joi",
    "@hapi/joi": "joi", "yup": "yup", "@t3-oss/env-nextjs": "t3-env", "@t3-oss/env-core": "t3-env",
    "@t3-oss/env-nuxt": "t3-env", "znv": "znv", "envsafe": "envsafe", "arktype": "arktype",
}  # fmt: skip
_NAMESPACES = frozenset({"default", "*", "z", "v", "Joi"})
"""Names that hold all others of their library: ``import { z }``, ``import * as v``, ``import Joi``."""


@dataclass(frozen=True, slots=True)
class Step:
    """A link of a chain. ``given`` are the arguments, ``None`` where it is not called."""

    name: str
    given: tuple[Expression, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """``library`` is the one whose name the chain begins with, ``None`` for another. ``module`` and ``root`` are those
    of the import that it begins with, where it is an imported name."""

    steps: tuple[Step, ...]
    library: str | None = None
    module: str | None = None
    root: str | None = None

    @property
    def base(self) -> str:
        """The name of the first link."""
        return self.steps[0].name if self.steps else ""

    def after(self, number: int) -> Chain:
        """Give the chain without its first links."""
        return replace(self, steps=self.steps[number:])


def chain_of(node: Expression | None, names: Names, depth: int = _DEEPEST) -> Chain:
    """Read the chain that ends in ``node``."""
    steps: list[Step] = []
    node = bare(node)
    while node is not None and len(steps) < _LONGEST:
        if node.type == "call_expression":
            callee = bare(field(node, "function"))
            given = tuple(arguments(node))
            if callee is None or callee.type != "member_expression":
                steps.append(Step("", given))
                node = callee
                continue
            steps.append(Step(text_of(field(callee, "property")), given))
            node = bare(field(callee, "object"))
        elif node.type == "member_expression":
            steps.append(Step(text_of(field(node, "property"))))
            node = bare(field(node, "object"))
        else:
            break
    steps.reverse()
    if node is None or node.type != "identifier":
        return Chain(tuple(steps))
    return _from_name(text_of(node), tuple(steps), names, depth)


def _from_name(name: str, steps: tuple[Step, ...], names: Names, depth: int) -> Chain:
    origin = names.imported.get(name)
    if origin is not None:
        library = _LIBRARIES.get(origin.module)
        if library is not None and origin.name not in _NAMESPACES and steps and steps[0].name == "":
            steps = (Step(origin.name, steps[0].given), *steps[1:])
        return Chain(steps, library, origin.module, origin.name)
    declared = names.top.names.get(name)
    if declared is None or declared.kind != "value" or declared.value is None or declared.keys or depth == 0:
        return Chain(steps)
    inner = chain_of(declared.value, names, depth - 1)
    return replace(inner, steps=inner.steps + steps)
