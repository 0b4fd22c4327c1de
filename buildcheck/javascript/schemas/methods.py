"""Chains of zod, Joi and yup -> what they say of one key. All three hang their rules on what stands before them.

Zod 3 and 4: https://zod.dev/api. Joi: https://joi.dev/api. Yup: https://github.com/jquense/yup (both: a key that is not
``required()`` may be missing).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from buildcheck.javascript.nodes import bare
from buildcheck.javascript.reading import Expression
from buildcheck.javascript.schemas.chain import Chain, Step, chain_of
from buildcheck.javascript.schemas.field import Arguments, Draft, transforms_to
from buildcheck.javascript.schemas.formats import FORMATS, formatted
from buildcheck.model.environment import ValueType

TYPES: Mapping[str, ValueType] = {
    "string": "string", "number": "number", "float": "number", "int": "integer", "int32": "integer",
    "bigint": "integer", "integer": "integer", "boolean": "boolean", "bool": "boolean", "stringbool": "boolean",
    "date": "date", "isoDate": "date", "url": "url", "uri": "url",
    "httpUrl": "url", "email": "email", "uuid": "uuid", "guid": "uuid", "uuidv4": "uuid",
    "json": "json", "object": "json", "record": "json", "base64": "base64", "base64url": "base64", "hex": "hex",
    "jwt": "jwt", "hostname": "host", "domain": "host", "port": "port", "array": "list",
}  # fmt: skip
_LIMITS = {"min": ("least", 0), "gte": ("least", 0), "gt": ("least", 1), "minLength": ("least", 0), "max": ("most", 0),
           "lte": ("most", 0), "lt": ("most", -1), "maxLength": ("most", 0), "greater": ("least", 1),
           "less": ("most", -1), "moreThan": ("least", 1), "lessThan": ("most", -1)}  # fmt: skip
_OPTIONAL = frozenset({"optional", "nullish", "notRequired", "exactOptional"})
_DEFAULTS = frozenset({"default", "prefault", "catch", "failover", "_default"})
_OPAQUE = frozenset(
    {
        "refine",
        "superRefine",
        "check",
        "custom",
        "external",
        "test",
        "when",
        "includes",
        "alter",
        "overwrite",
        "with",
        "emoji",
    }
)
_NAMESPACES = frozenset({"coerce", "iso"})
Rule = Callable[[Draft, tuple[Expression, ...] | None, Arguments], None]


def draft_of(chain: Chain, read: Arguments, depth: int = 8) -> Draft:
    """Read what ``chain`` says of a key."""
    draft = Draft(optional=chain.library in ("joi", "yup"))
    steps = chain.steps
    if chain.library is None or not steps or depth == 0 or not read.spend():
        draft.opaque = True
        return draft
    while steps and steps[0].name in _NAMESPACES:
        steps = steps[1:]
    for place, step in enumerate(steps):
        if place == 0:
            _begin(draft, step, read, depth)
        else:
            _go_on(draft, step, read, depth)
    return draft


def _begin(draft: Draft, step: Step, read: Arguments, depth: int) -> None:
    given = step.given or ()
    first = given[0] if given else None
    match step.name:
        case "enum" | "nativeEnum" | "literal" | "picklist" | "equal" | "mixed":
            choices = read.choices(first)
            draft.choose(choices) if choices else setattr(draft, "opaque", step.name != "mixed")
        case "union" | "alternatives":
            _either(draft, list(_items(first)), read, depth)
        case "preprocess":
            _take(draft, draft_of(chain_of(given[1] if len(given) > 1 else None, read.names), read, depth - 1))
            draft.type = transforms_to(given) or draft.type if draft.type == "string" else draft.type
            draft.opaque = True
        case "optional" | "nullish" | "nullable" | "pipe" | "lazy" | "readonly" | "_default":
            _take(draft, draft_of(chain_of(first, read.names), read, depth - 1))
            if step.name in _OPTIONAL or step.name in _DEFAULTS:
                _go_on(draft, step, read, depth)
        case name if name in FORMATS:
            formatted(draft, name, given, read)
        case name:
            draft.type = TYPES.get(name, "string")
            draft.opaque = name not in TYPES and name not in ("any", "unknown")
            if draft.type == "url":
                draft.protocols = read.protocols(given)
            elif name in ("regex", "pattern"):
                draft.pattern = read.pattern(given)


def _go_on(draft: Draft, step: Step, read: Arguments, depth: int) -> None:
    name, given = step.name, step.given
    rule = _RULES.get(name)
    if rule is not None:
        rule(draft, given, read)
    elif name in _LIMITS:
        side, more = _LIMITS[name]
        limit = read.number(given)
        if limit is not None:
            setattr(draft, side, limit + more)
    elif name in FORMATS:
        formatted(draft, name, given, read)
    elif name in _OPTIONAL:
        draft.optional = True
    elif name in _DEFAULTS:
        draft.default = True
    elif name in _OPAQUE:
        draft.opaque = True
    elif name in ("pipe", "or") and given:
        _combine(draft, name, draft_of(chain_of(given[0], read.names), read, depth - 1))
    elif name in TYPES and name not in ("array", "object", "record", "string"):
        draft.type = TYPES[name]
        draft.protocols = read.protocols(given) if draft.type == "url" else draft.protocols


def _combine(draft: Draft, how: str, other: Draft) -> None:
    if how == "pipe":
        _take(draft, other)
        return
    draft.optional = draft.optional or other.optional
    if draft.type == other.type == "enum":
        draft.choose((*draft.choices, *other.choices))


def _either(draft: Draft, options: list[Expression], read: Arguments, depth: int) -> None:
    found = [draft_of(chain_of(each, read.names), read, depth - 1) for each in options[:20]]
    literals = tuple(text for each in found if each.type == "enum" for text in each.choices)
    others = [each for each in found if each.type != "enum"]
    if others:
        _take(draft, others[0])
    elif literals:
        draft.choose(literals)
    else:
        draft.opaque = True


def _items(node: Expression | None) -> list[Expression]:
    node = bare(node)
    return [each for each in node.named_children if each.type != "comment"] if node is not None else []


def _take(draft: Draft, other: Draft) -> None:
    """Take over what ``other`` knows; what ``draft`` already knows stays where ``other`` says nothing."""
    for name in ("least", "most", "pattern", "starts", "ends"):
        setattr(draft, name, getattr(other, name) if getattr(other, name) is not None else getattr(draft, name))
    draft.type = other.type if other.type != "string" else draft.type
    draft.choices, draft.protocols = other.choices or draft.choices, other.protocols or draft.protocols
    draft.optional, draft.default = draft.optional or other.optional, draft.default or other.default
    draft.opaque = draft.opaque or other.opaque


def _int(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.type = "integer"


def _at_least(number: float) -> Rule:
    def rule(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
        draft.least = number if draft.least is None else max(draft.least, number)

    return rule


def _length(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.least = draft.most = read.number(given)


def _pattern(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.opaque = draft.opaque or draft.pattern is not None
    draft.pattern = read.pattern(given)
    draft.opaque = draft.opaque or draft.pattern is None


def _starts(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.starts = read.text(given)


def _ends(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.ends = read.text(given)


def _transform(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.opaque = True
    if draft.type == "string":
        draft.type = transforms_to(given) or "string"


def _required(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    draft.optional = False


def _choices(draft: Draft, given: tuple[Expression, ...] | None, read: Arguments) -> None:
    found = tuple(text for each in given or () for text in read.choices(each))
    if found and found != ("",):
        draft.choose(found)


_RULES: Mapping[str, Rule] = {
    "int": _int,
    "integer": _int,
    "positive": _at_least(1),
    "nonnegative": _at_least(0),
    "nonempty": _at_least(1),
    "length": _length,
    "len": _length,
    "regex": _pattern,
    "matches": _pattern,
    "pattern": _pattern,
    "startsWith": _starts,
    "endsWith": _ends,
    "transform": _transform,
    "required": _required,
    "defined": _required,
    "valid": _choices,
    "oneOf": _choices,
}
