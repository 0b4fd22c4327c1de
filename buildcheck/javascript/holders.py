"""A node of a parsed file -> the top-level declarations whose code runs it, directly or through others of the file."""

from __future__ import annotations

from tree_sitter import Node

from buildcheck.javascript.at_load import AtLoad, is_called
from buildcheck.javascript.guards import is_guarded
from buildcheck.javascript.scan import Scan
from buildcheck.javascript.within import Within

_MOST = 40


class Holders:
    """Answers for one file. ``at_load`` says what runs as soon as the module is loaded."""

    def __init__(self, scan: Scan, within: Within) -> None:
        self.at_load = AtLoad(scan, within)
        self._scan = scan
        self._within = within
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    def of(self, node: Node) -> tuple[str, ...]:
        """Give their names, as others call them; none where a statement of the module itself runs ``node``."""
        local, name = self._within.local(node), self._within.name(node)
        if name is None:
            return ()
        if local is None:
            return (name,)
        key = local, not self._scan.nested(node)
        if key not in self._known:
            self._known[key] = self._users(local, name, at_once=key[1])
        return self._known[key]

    def _users(self, local: str, name: str, *, at_once: bool) -> tuple[str, ...]:
        """``at_once``: ``local`` runs the node when it is declared, so that a statement needs no call to depend on it:
        ``const a = process.env.A; if (!a) throw …``."""
        found, pending = {local: name}, [(local, at_once)]
        while pending and len(found) < _MOST:
            asked, holds = pending.pop()
            for use in self._scan.uses(asked):
                user, known_as = self._within.local(use), self._within.name(use)
                if known_as is None and (is_called(use) or (holds and self._demanded(use))):
                    return ()
                if known_as is not None and (user or known_as) not in found:
                    found[user or known_as] = known_as
                    pending += [(user, holds and not self._scan.nested(use))] if user is not None else []
        return tuple(dict.fromkeys(found.values()))

    def _demanded(self, use: Node) -> bool:
        """Whether the statement around ``use`` needs the value wherever the module is loaded."""
        exported = use.parent is not None and use.parent.type == "export_specifier"
        return not exported and not is_guarded(self._scan, use)
