"""Reports a Vite configuration that defines the whole environment as a constant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Module
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Table, Unknown
from buildcheck.model.value import At

Place = tuple[int, int]
STRINGIFY = "JSON.stringify("


@check("error")
def vite_env_dump(evidence: Evidence) -> Iterable[Hit]:
    """The Vite configuration puts the whole environment into `define`.

    `loadEnv(mode, root, "")`, with an empty prefix, returns every variable of the env files and of the process. Put
    into `define` as `process.env`, all of it is written into the scripts, wherever code, also that of a package, reads
    `process.env`.

    It is an error where code of the project reads `process.env`, and a warning otherwise: then it depends on what
    packages do. After a build with made values, `environment-dumped` says what really came to the browser.

    ## Why it matters

    On a build machine the environment holds the keys of the host, of the registry and of the cloud.

    ## How to fix

    Define single variables: `define: { "process.env.API_URL": JSON.stringify(env.API_URL) }`, or read
    `import.meta.env.VITE_…` instead.

    Sources: Vite, `loadEnv` and `define`; vitejs/vite#16686.
    """
    project = evidence.project
    framework = project.framework
    if (
        framework is None
        or framework.config is None
        or (evidence.build is not None and evidence.build.leaks is not None)
    ):
        return
    config = evidence.survey.configs.get(framework.config)
    module = evidence.survey.modules.get(framework.config)
    defined = config.get("define").node if config is not None and framework.name == "vite" else None
    if module is None or not isinstance(defined, Table):
        return
    wholes = {*loaded_whole(module), *read_whole(module)}
    for name, node in defined.entries.items():
        if isinstance(node, Unknown) and (node.line, node.column) in wholes:
            yield Hit(
                message=f"`define` writes the whole environment into the browser's code, as `{name}`",
                at=At(path=framework.config, line=node.line, column=node.column),
                fix="Define single variables by name, or read `import.meta.env.VITE_…` instead.",
                docs="https://vite.dev/config/shared-options#define",
                severity="error" if is_read(evidence) else "warning",
                anchor=name,
            )


def loaded_whole(module: Module) -> Iterator[Place]:
    """Give the calls of `loadEnv` that return everything."""
    for call in module.calls:
        if (call.module, call.name) == ("vite", "loadEnv") and len(call.arguments) > 2:
            prefix = call.arguments[2]
            if isinstance(prefix, Known) and prefix.value == "":
                yield call.line, call.column


def read_whole(module: Module) -> Iterator[Place]:
    """Give the places where `process.env` stands as a value, alone or as the argument of `JSON.stringify`: the latter
    begins as many columns before it as its name is long."""
    for read in module.env:
        if read.how == "whole" and read.of == "process.env":
            yield read.line, read.column
            yield read.line, read.column - len(STRINGIFY)


def is_read(evidence: Evidence) -> bool:
    """Whether code that runs in the browser reads `process.env`."""
    environment = evidence.survey.environment
    reads = (*environment.unnamed, *(read for each in environment.variables.values() for read in each.reads))
    return any(each.of == "process.env" and "browser" in each.where for each in reads)
