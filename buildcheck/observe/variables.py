"""Which of the variables that the project reads are set here, and where. Values are read past, never kept."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buildcheck.load.dotenv.dialect import Dialect, dialect_of
from buildcheck.load.dotenv.load import names as of_build
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.regular_file import read_text
from buildcheck.model.machine import MachineVariable, NodeVariables
from buildcheck.model.project import Framework
from buildcheck.observe.surroundings import Surroundings, names

_MAX_BYTES = 256 * 1024
_EXAMPLES = (".example", ".sample", ".template", ".dist", ".defaults")
_NODE_ENVS = frozenset({"production", "development", "test", "staging", ""})
_OPTION = re.compile(r"--[a-z][a-z0-9-]{1,60}(?:=\d{1,9})?")


def variables(wanted: Iterable[str], framework: Framework | None, around: Surroundings) -> tuple[MachineVariable, ...]:
    """Give those of ``wanted`` that an env file in the app's folder or the shell sets, by name."""
    dialect = dialect_of(framework)
    order = of_build("production", dialect)
    files = _by_file(around, order, dialect)
    found = []
    for name in sorted(set(wanted)):
        setting = tuple(file for file, held in files.items() if name in held)
        shell = name in around.environ
        if setting or shell:
            build = shell or any(each.rpartition("/")[2] in order for each in setting)
            found.append(MachineVariable(name=name, files=setting, shell=shell, build=build))
    return tuple(found)


def node_variables(around: Surroundings) -> NodeVariables:
    """Give what the shell says to Node itself. An option with a path or a word as its value is told by name alone."""
    node_env = around.environ.get("NODE_ENV")
    options = around.environ.get("NODE_OPTIONS")
    return NodeVariables(
        node_env=None if node_env is None else node_env if node_env in _NODE_ENVS else "other",
        options=None if options is None else tuple(_option(each) for each in options.split() if each.startswith("--")),
        path="NODE_PATH" in around.environ,
    )


def _option(text: str) -> str:
    if _OPTION.fullmatch(text):
        return text
    name = text.partition("=")[0]
    return name if _OPTION.fullmatch(name) else "--…"


def _by_file(around: Surroundings, order: tuple[str, ...], dialect: Dialect) -> dict[str, frozenset[str]]:
    """Give the names by env file; the first file that sets a variable wins in a production build."""
    there = [each for each in names(around.folder) if each == ".env" or each.startswith(".env.")]
    real = [each for each in there if not each.endswith(_EXAMPLES)]
    real.sort(key=lambda each: order.index(each) if each in order else len(order))
    read = {each: read_text(around.folder / each, _MAX_BYTES) for each in real}
    return {
        around.shown(around.folder / each): frozenset(entry.name for entry in parse(text, dialect))
        for each, text in read.items()
        if text is not None
    }
