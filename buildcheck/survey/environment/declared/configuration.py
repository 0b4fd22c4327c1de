"""The framework's configuration -> the variables that it writes into the code: ``env``, ``define`` and their like.

https://nextjs.org/docs/app/api-reference/config/next-config-js/env, https://vite.dev/config/shared-options#define
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.model.environment import Declaration
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import ConfigFile, Known, Node, Table
from buildcheck.model.value import At

_DEFINED = re.compile(r"""(?:process\.env|import\.meta\.env)(?:\.(\w+)|\[["'](\w+)["']\])""")


def configuration(project: Project, survey: Survey) -> Iterator[tuple[str, Declaration]]:
    """Give the variables that the configuration of Next or Vite sets in code."""
    framework = project.framework
    config = survey.next.config if survey.next is not None else None
    config = config or survey.configs.get(framework.config or "" if framework is not None else "")
    if config is None or framework is None:
        return
    if framework.name == "next":
        for name, node in _entries(config, "env"):
            yield name, _declaration(config, node)
    for keys in (("define",), ("compiler", "define")):
        for key, node in _entries(config, *keys):
            match = _DEFINED.fullmatch(key)
            if match is not None:
                yield match[1] or match[2], _declaration(config, node)


def _entries(config: ConfigFile, *keys: str) -> Iterator[tuple[str, Node]]:
    for node in config.get(*keys).nodes:
        yield from node.entries.items() if isinstance(node, Table) else ()


def _declaration(config: ConfigFile, node: Node) -> Declaration:
    given = isinstance(node, Known) and node.value not in (None, "")
    return Declaration(by="config", at=At(path=config.path, line=node.line), gives=given, public=True)
