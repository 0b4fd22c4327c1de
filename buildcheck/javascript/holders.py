"""A node of a parsed file -> the top-level declarations whose code runs it, directly or through others of the file."""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.nodes import field
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.within import Within

_MOST = 40


class Holders:
    """Answers for one file."""

    def __init__(self, scan: Scan, within: Within) -> None:
        self._scan = scan
        self._within = within
        self._known: dict[str, tuple[str, ...]] = {}

    def of(self, node: Node) -> tuple[str, ...]:
        """Give their names, as others call them; none where a statement of the module itself runs ``node``."""
        local, name = self._within.local(node), self._within.name(node)
        if name is None:
            return ()
        if local is None:
            return (name,)
        if local not in self._known:
            self._known[local] = self._users(local, name)
        return self._known[local]

    def _users(self, local: str, name: str) -> tuple[str, ...]:
        found, pending = {local: name}, [local]
        while pending and len(found) < _MOST:
            for use in self._scan.uses(pending.pop()):
                user, known_as = self._within.local(use), self._within.name(use)
                if known_as is None and _is_called(use):
                    return ()
                if known_as is not None and (user or known_as) not in found:
                    found[user or known_as] = known_as
                    pending += [user] if user is not None else []
        return tuple(dict.fromkeys(found.values()))


def _is_called(use: Node) -> bool:
    above = use.parent
    return above is not None and above.type == "call_expression" and field(above, "function") == use
