"""A parsed file -> the calls of what it imported, ``new`` included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from buildcheck.javascript.names import Names
from buildcheck.javascript.nodes import bare, field, text_of
from buildcheck.javascript.reading import arguments
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.values import Reader
from buildcheck.javascript.within import Within
from buildcheck.model.module import Call

_MOST_ARGUMENTS = 4
_BUDGET = 120
# What a call of the project's own function is given is no matter of a rule: its arguments are not kept.
_OWN = (".", "/", "@/", "~/", "#", "$")


def calls_of(scan: Scan, names: Names, reader: Reader, within: Within) -> tuple[Call, ...]:
    """Give the calls, in the order of the text. Arguments are kept for modules of packages alone."""
    imported = names.imported
    if not imported:
        return ()
    found = [_call(scan, names, reader, within, each) for each in _candidates(scan, names)]
    return tuple(sorted(found, key=lambda each: (each.line, each.column)))


class _Candidate(NamedTuple):
    call: Node
    local: str
    member: str | None = None


def _candidates(scan: Scan, names: Names) -> Iterator[_Candidate]:
    """Give each call with the imported name that it calls, and what it takes of it."""
    for call in (*scan.found("call"), *scan.found("new")):
        callee = field(call, "function") or field(call, "constructor")
        name = text_of(callee)
        if name in names.imported:
            yield _Candidate(call, name)
    for call in scan.found("method"):
        callee = field(call, "function")
        owner = bare(field(callee, "object"))
        if owner is not None and owner.type == "identifier" and text_of(owner) in names.imported:
            yield _Candidate(call, text_of(owner), text_of(field(callee, "property")))


def _call(scan: Scan, names: Names, reader: Reader, within: Within, candidate: _Candidate) -> Call:
    call = candidate.call
    module, name = names.imported[candidate.local]
    reader.renew(_BUDGET)
    given = () if module.startswith(_OWN) else arguments(call)[:_MOST_ARGUMENTS]
    return Call(
        module=module,
        name=name,
        member=candidate.member,
        arguments=tuple(reader.brief(each) for each in given),
        awaited=is_awaited(call, names),
        nested=scan.nested(call),
        read=_read(scan, call),
        within=within.name(call),
        **scan.place(call),
    )


def _read(scan: Scan, call: Node) -> str | None:
    """Give the first property that is read of what ``call`` gives, at once or through a name that it is kept by."""
    above = call.parent
    while above is not None and above.type in {"parenthesized_expression", "as_expression", "non_null_expression"}:
        above = above.parent
    if above is not None and above.type == "member_expression":
        return text_of(field(above, "property"))
    name = field(above, "name") if above is not None and above.type == "variable_declarator" else None
    if name is None or name.type != "identifier":
        return None
    return next(_members_read(scan, name), None)


def _members_read(scan: Scan, name: Node) -> Iterator[str]:
    """Give the properties that are read of the constant ``name`` in the block that declares it."""
    declaration = name.parent.parent if name.parent is not None else None
    block = declaration.parent if declaration is not None else None
    for use in scan.uses(text_of(name)) if block is not None else ():
        above = use.parent
        if above is None or above.type != "member_expression" or field(above, "object") != use:
            continue
        if block is not None and block.start_byte <= use.start_byte < block.end_byte:
            yield text_of(field(above, "property"))


def is_awaited(node: Node, names: Names) -> bool:
    """Whether ``await``, or React's ``use()``, stands around ``node``."""
    above = node.parent
    while above is not None and above.type in {"parenthesized_expression", "as_expression", "non_null_expression"}:
        above = above.parent
    if above is None:
        return False
    if above.type == "await_expression":
        return True
    call = above.parent
    if above.type != "arguments" or call is None:
        return False
    callee = text_of(field(call, "function"))
    return callee == "React.use" or names.imported.get(callee) == ("react", "use")
