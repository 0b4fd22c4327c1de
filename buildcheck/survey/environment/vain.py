"""A read and where it runs -> whether the bundler writes a value into the code there, and why none can ever arrive.

Next: build/define-env and lib/static-env of next 12 to 16 put values in the place of the text ``process.env.NAME`` for
names with the public prefix and those of ``env`` in the configuration; everything else finds the empty object of the
``process`` polyfill in a browser. Vite: ``import.meta.env`` is an object with the prefixed names (plugins/define.ts,
env.ts of vite 2 to 8); ``process`` is not there at all. create-react-app: config/env.js of react-scripts 5 replaces
``process.env`` as a whole. An alias (``const env = process.env``)
and ``process.env["X"]`` are written in as well (next 16.0.3 with either bundler, executed).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from buildcheck.model.environment import Where
from buildcheck.model.module import EnvRead
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import ConfigFile, Table
from buildcheck.survey.environment.places import Places
from buildcheck.survey.environment.platform import set_by
from buildcheck.survey.environment.prefixes import public_prefixes

_BUNDLED = frozenset({"server", "edge", "browser"})
_BRINGS_PROCESS = re.compile(r"env|polyfill|node|inject|replace|electron|nitro|crx|ssr|server")
"""Plugins of Vite that may put a ``process`` into client code, by their names."""

_COMPUTED = {
    "destructure": "here it is taken out of an object",
    "dynamic": "here it is asked for by a key that the code computes",
    "whole": "here all variables are handed on as one object",
}
_KNOWN = frozenset({"vite", "path", "node:path", "url", "node:url", "fs", "node:fs"})


class Vain(NamedTuple):
    """Why a value can never arrive: the kind of reason, and the reason in words."""

    barrier: Literal["name", "key", "object"]
    why: str


Fate = tuple[bool | None, Vain | None]
"""Whether the bundler writes the value in, and why it can never arrive in a browser."""


class Inlining:
    """Answers for one project. ``prefixes`` are those of the names that the framework writes into client code."""

    def __init__(self, project: Project, survey: Survey, places: Places) -> None:
        self._places = places
        self._framework = places.framework
        self.prefixes = public_prefixes(project, survey)
        config = survey.configs.get(project.framework.config or "") if project.framework is not None else None
        self._config = survey.next.config if survey.next is not None else config
        module = survey.modules.get(self._config.path) if self._config is not None else None
        self._plugins = {each.specifier for each in module.imports} if module is not None else set()

    def of(self, path: str, read: EnvRead, where: tuple[Where, ...]) -> Fate:
        """Give whether the value is written into the code at ``read``, and why it can never arrive there."""
        if _BUNDLED.isdisjoint(where):
            return False, None
        match self._framework:
            case "next":
                inlined, vain = self._next(read)
            case "vite":
                inlined, vain = self._vite(read)
            case "react-scripts":
                inlined, vain = self._react_scripts(read)
            case _:
                return None, None
        everywhere = self._framework == "next" and vain is not None and vain.barrier == "object"
        certain = _BUNDLED.issuperset(where) if everywhere else self._places.in_browser_alone(path, read)
        return inlined, vain if certain and not read.guarded and not read.validated else None

    def is_public(self, name: str) -> bool:
        """Whether the name alone puts the variable into the browser's code."""
        return bool(self.prefixes) and name.startswith(self.prefixes)

    def _next(self, read: EnvRead) -> Fate:
        if read.of != "process.env":
            vain = Vain("object", "Next has no `import.meta.env`") if read.of == "import.meta.env" else None
            return False, vain
        if read.name is None:
            return False, Vain("key", "a browser has no variables: Next writes in only those that the code names")
        configured = self._given(read.name)
        if not self.is_public(read.name) and configured is not True:
            if configured is None or set_by(read.name) in ("Next.js", "Node.js and the build tools"):
                return None, None
            return False, Vain("name", f"only variables that begin with {self.prefixes[0]} reach a browser")
        if read.how in _COMPUTED:
            return False, Vain("key", f"Next writes it in for `process.env.{read.name}` alone: {_COMPUTED[read.how]}")
        return (None, None) if read.how == "alias" else (True, None)

    def _vite(self, read: EnvRead) -> Fate:
        if read.of == "import.meta.env":
            if read.name is None:
                return True, None
            known = self.is_public(read.name) or set_by(read.name, read.of) is not None
            if known or self._defined("import.meta.env", read.name) is not False:
                return True if known else None, None
            return False, Vain("name", f"Vite gives client code only what begins with {' or '.join(self.prefixes)}")
        if read.of != "process.env" or read.name == "NODE_ENV":
            return None, None
        if self._defined("process.env", read.name) is not False:
            return None, None
        return False, Vain("object", "a browser has no `process`: Vite gives variables in `import.meta.env`")

    def _react_scripts(self, read: EnvRead) -> Fate:
        if read.of != "process.env":
            why = "create-react-app has no `import.meta.env`"
            return False, Vain("object", why) if read.of == "import.meta.env" else None
        given = ("NODE_ENV", "PUBLIC_URL", "FAST_REFRESH")
        if read.name is None or read.name in given or read.name.startswith(("REACT_APP_", "WDS_")):
            return True, None
        return False, Vain("name", "create-react-app gives client code only what begins with REACT_APP_")

    def _given(self, name: str) -> bool | None:
        """Whether Next's configuration writes ``name`` into the code; ``None`` where it can't be known."""
        if self._config is None:
            return False
        found = [
            _has(self._config, ("env",), name),
            _has(self._config, ("compiler", "define"), f"process.env.{name}"),
        ]
        return True if True in found else None if None in found else False

    def _defined(self, of: str, name: str | None) -> bool | None:
        """Whether ``define`` of Vite's configuration, or a plugin, gives ``name`` in ``of``."""
        if self._config is None:
            return False
        if of == "process.env" and any(_BRINGS_PROCESS.search(each) for each in self._plugins - _KNOWN):
            return None
        found = [_has(self._config, ("define",), key) for key in (of, "process", "global", f"{of}.{name}")]
        return True if True in found else None if None in found else False


def _has(config: ConfigFile, keys: tuple[str, ...], name: str) -> bool | None:
    """Whether the table at ``keys`` has ``name``; ``None`` where that can't be known. What wraps a configuration
    (Sentry, next-intl, PWA …) is known to bring variables of its own at most."""
    answer = config.get(*keys)
    tables = [each for each in answer.nodes if isinstance(each, Table)]
    if any(name in each.entries for each in tables):
        return True
    if tables or answer.state == "absent":
        return None if any(each.open for each in tables) else False
    return False if config.wrappers else None
