"""An entry of an env file, and what becomes of it -> its `Shape`: what can be said of the value without saying it."""

from __future__ import annotations

import re
from collections.abc import Container

from buildcheck import services
from buildcheck.load.dotenv.addresses import host_of, protocol_of, reach
from buildcheck.load.dotenv.parse import Entry
from buildcheck.load.dotenv.placeholders import is_placeholder, is_weak
from buildcheck.load.dotenv.supabase import project_of_key, role_of
from buildcheck.load.dotenv.value_types import type_of
from buildcheck.model.environment import Shape

_LONGEST = 16 * 1024
_REFERENCE = re.compile(r"(?<!\\)\$(\{?)([A-Za-z0-9_]*)")
# After a space a `#` begins a comment by intention, and so it does where words follow.
_CUT = re.compile(r"[^\s#'\"`][^#\r\n]*(?<=\S)#\S+\Z|#[0-9A-Fa-f]{3,8}\Z")


def shape_of(entry: Entry, value: str, known: Container[str], project: str | None = None) -> Shape:
    """Give the shape of ``value``, which is what expansion made of ``entry``. ``known`` are the names that the same
    files set, ``project`` is the one Supabase project whose address they hold. A value of extraordinary length is only
    a text."""
    if len(value) > _LONGEST:
        return Shape()
    bare = value.strip()
    traits = {
        *_traits_of_line(entry, value, known),
        *_traits_of_value(entry.name, value),
        *_traits_of_key(bare, project),
    }
    service, kind = _service(entry.name, bare) if "placeholder" not in traits else (None, frozenset())
    return Shape(
        type=type_of(entry.name, bare) if bare else "string",
        traits=kind | traits,
        protocol=protocol_of(bare),
        service=service,
    )


def _traits_of_line(entry: Entry, value: str, known: Container[str]) -> set[str]:
    found = set()
    references = _REFERENCE.findall(entry.value) if value != entry.value else []
    if references:
        found.add("dollar-expanded" if any(_is_accident(brace, of, known) for brace, of in references) else "refers")
    if not entry.quote and _CUT.match(entry.raw.strip()) and "#" not in entry.value:
        found.add("comment-cut")
    if not entry.quote and re.search(r"\s#", entry.value):
        found.add("comment-kept")
    return found


def _is_accident(brace: str, name: str, known: Container[str]) -> bool:
    """Whether a ``$`` was meant as a character: names of variables that others set are written in capitals."""
    return not brace and name not in known and re.fullmatch(r"[A-Z][A-Z0-9_]+", name) is None


def _traits_of_value(name: str, value: str) -> set[str]:
    bare = value.strip()
    if not bare:
        return {"empty"}
    found = set()
    if _quotes_kept(bare):
        found.add("quotes-kept")
    if value != bare:
        found.add("space-kept")
    if "\\n" in value and "\n" not in value:
        found.add("newline-escaped")
    if is_placeholder(bare):
        found.add("placeholder")
    elif is_weak(name, bare):
        found.add("weak")
    return found | _traits_of_address(bare)


def _traits_of_key(value: str, project: str | None) -> set[str]:
    role, of = role_of(value), project_of_key(value)
    if role is None:
        return set()
    return {role, "another-project"} if None not in (project, of) and of != project else {role}


def _quotes_kept(value: str) -> bool:
    """Whether a mark that was meant to be taken off is still there. JSON and sentences keep theirs."""
    first, last = value[0], value[-1]
    if len(value) > 1 and first == last and first in "'\"`":
        return value.count(first) == 2
    return first in "'\"`" and value.count(first) == 1


def _traits_of_address(value: str) -> set[str]:
    host = host_of(value)
    if host is None:
        return set()
    local = reach(host)
    if local is not None:
        return {local}
    return {"http"} if protocol_of(value) == "http" else set()


def _service(name: str, value: str) -> tuple[str | None, frozenset[str]]:
    found = services.find(name)
    if found is None:
        return None, frozenset()
    service, variable = found
    if variable.test is not None and _matches(variable.test, value):
        return service.id, frozenset({"test-key"})
    live = frozenset({"live-key"}) if variable.live is not None and _matches(variable.live, value) else frozenset()
    if variable.kind == "secret" and variable.shape is not None and _matches(variable.shape, value):
        return service.id, live | {"secret"}
    known = variable.shape is not None and _matches(variable.shape, value)
    return service.id if known else None, live


def _matches(pattern: str, value: str) -> bool:
    return re.match(pattern, value) is not None
