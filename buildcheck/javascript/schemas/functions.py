"""Calls of valibot, envalid and envsafe -> what they say of one key. Their rules are arguments, not links of a chain.

Valibot: https://valibot.dev/api. Envalid 8: https://github.com/af/envalid. Envsafe: https://github.com/KATT/envsafe.
"""

from __future__ import annotations

from collections.abc import Mapping

from buildcheck.javascript.reading import Expression
from buildcheck.javascript.schemas.chain import Chain, Step, chain_of
from buildcheck.javascript.schemas.field import Arguments, Draft, transforms_to
from buildcheck.javascript.schemas.formats import FORMATS, formatted
from buildcheck.javascript.schemas.methods import TYPES
from buildcheck.model.environment import ValueType
from buildcheck.model.syntax import Known, Table

_ACTIONS = {"minLength": "least", "minValue": "least", "gtValue": "least", "maxLength": "most", "maxValue": "most",
            "ltValue": "most"}  # fmt: skip
_ENDS = {"startsWith": "starts", "endsWith": "ends"}
_QUIET = frozenset({"trim", "toLowerCase", "toUpperCase", "description", "title", "brand", "readonly", "toNumber"})
_ENVALID: Mapping[str, ValueType] = {
    "str": "string", "bool": "boolean", "num": "number", "email": "email", "host": "host", "port": "port", "url": "url",
    "json": "json", "makeValidator": "string", "testOnly": "string",
}  # fmt: skip


def valibot_draft(chain: Chain, read: Arguments, depth: int = 8) -> Draft:
    """Read what a call of valibot says of a key."""
    draft = Draft()
    step = chain.steps[0] if chain.library == "valibot" and chain.steps and depth and read.spend() else None
    if step is None:
        draft.opaque = True
        return draft
    given = step.given or ()
    match step.name:
        case "pipe":
            for place, each in enumerate(given):
                part = chain_of(each, read.names)
                if place == 0:
                    draft = valibot_draft(part, read, depth - 1)
                elif part.library == "valibot" and part.steps:
                    _act(draft, part.steps[0], read)
                else:
                    draft.opaque = True
        case "optional" | "nullish" | "undefinedable" | "nullable" | "exactOptional" | "fallback" | "nonOptional":
            draft = valibot_draft(chain_of(given[0] if given else None, read.names), read, depth - 1)
            draft.optional = draft.optional or step.name not in ("nullable", "nonOptional", "fallback")
            draft.default = draft.default or len(given) > 1
        case "picklist" | "enum" | "enum_" | "literal":
            draft.choose(read.choices(given[0] if given else None))
            draft.opaque = not draft.choices
        case "union" | "variant":
            draft.opaque = True
        case name:
            draft.type = TYPES.get(name, "string")
            draft.opaque = name not in TYPES
    return draft


def _act(draft: Draft, step: Step, read: Arguments) -> None:
    if step.name in _ACTIONS:
        setattr(draft, _ACTIONS[step.name], read.number(step.given))
    elif step.name in _ENDS:
        setattr(draft, _ENDS[step.name], read.text(step.given))
    elif step.name == "nonEmpty":
        draft.least = 1
    elif step.name == "length":
        draft.least = draft.most = read.number(step.given)
    elif step.name == "regex":
        draft.pattern = read.pattern(step.given)
    elif step.name == "transform":
        draft.type = (transforms_to(step.given) or "string") if draft.type == "string" else draft.type
        draft.opaque = True
    elif step.name in FORMATS:
        formatted(draft, step.name, step.given, read)
    elif step.name in TYPES:
        draft.type = TYPES[step.name]
    elif step.name not in _QUIET:
        draft.opaque = True


def envalid_draft(chain: Chain, read: Arguments) -> Draft:
    """Read what a validator of envalid or envsafe says of a key. ``devDefault`` counts in development alone."""
    draft = Draft()
    step = chain.steps[0] if chain.library in ("envalid", "envsafe") and chain.steps else None
    draft.opaque = step is None or step.name not in _ENVALID
    if step is None:
        return draft
    draft.type = _ENVALID.get(step.name, "string")
    options = read.value(_first(step.given))
    entries = options.entries if isinstance(options, Table) else {}
    listed = entries.get("choices")
    if listed is not None:
        draft.choose(read.choices(_named(step.given, "choices")))
    if "default" in entries or "defaultDescription" in entries:
        given = entries.get("default")
        draft.default = True
        draft.optional = isinstance(given, Known) and given.undefined
    draft.optional = draft.optional or "requiredWhen" in entries
    return draft


def _first(given: tuple[Expression, ...] | None) -> Expression | None:
    return given[0] if given else None


def _named(given: tuple[Expression, ...] | None, key: str) -> Expression | None:
    """Give what stands at ``key`` of the object that is the first argument."""
    table = _first(given)
    for pair in table.named_children if table is not None else ():
        if pair.type == "pair" and (pair.child_by_field_name("key") or pair).text == key.encode():
            return pair.child_by_field_name("value")
    return None
