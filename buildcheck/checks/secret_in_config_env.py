"""Reports secrets that the Next configuration lists for the browser's code."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Variable
from buildcheck.model.report import Hit
from buildcheck.model.value import At

KEYS = {
    "env": ("config-env", "`env` of the Next configuration has {name} written into all code that reads it"),
    "publicRuntimeConfig": ("runtime-config", "`publicRuntimeConfig` sends {name} to the browser with every page"),
}


@check("error")
def secret_in_config_env(evidence: Evidence) -> Iterable[Hit]:
    """The Next configuration lists a secret in `env` or `publicRuntimeConfig`.

    Next replaces the names in `env` like those with `NEXT_PUBLIC_`, in the code of the server and of the browser alike,
    and writes the values into `required-server-files.json` and the standalone server. `publicRuntimeConfig` (until 15)
    is part of the data of every page that the server renders.

    It is an error where code of the browser reads the name, or in `publicRuntimeConfig`, and a warning otherwise: then
    one import is missing. After a build with made values, `secret-exposed` says what really came to the browser.

    ## Why it matters

    `env` is not needed for code of the server, which reads `process.env` anyway. Its one effect is to publish.

    ## How to fix

    Take the variable out of the configuration and read `process.env` where the server needs it.

    Sources: build/define-env.ts and build/index.ts of Next (13.4 to 16); removal of `next/config` in 16.
    """
    app = evidence.survey.next
    if app is None or app.config is None:
        return
    for variable in evidence.survey.environment.variables.values():
        if variable.sensitivity != "secret":
            continue
        for read in variable.reads:
            key = app.config.key_at(read.at) if "config" in read.where else None
            if key not in KEYS or (key == "publicRuntimeConfig" and app.at_least(16)):
                continue
            road, words = KEYS[key]
            if not is_proven(evidence, variable, road):
                yield hit(evidence, variable, read.at, key, words)
            break


def hit(evidence: Evidence, variable: Variable, at: At, key: str, words: str) -> Hit:
    """Say it of one variable."""
    reads = evidence.survey.environment.variables[variable.name].reads
    in_browser = key == "publicRuntimeConfig" or any("browser" in each.where for each in reads)
    return Hit(
        message=f"{words.format(name=variable.name)} ({variable.relied_on or 'it is a secret'})",
        at=at,
        fix=f"Take {variable.name} out of `{key}`: code of the server reads `process.env.{variable.name}` without it.",
        docs="https://nextjs.org/docs/pages/api-reference/config/next-config-js/env",
        severity="error" if in_browser else "warning",
        anchor=f"{key} {variable.name}",
    )


def is_proven(evidence: Evidence, variable: Variable, road: str) -> bool:
    """Whether it was found in what was built, so that `secret-exposed` speaks."""
    leaks = (evidence.build.leaks if evidence.build is not None else None) or ()
    return any(each.variable == variable.name and each.road == road for each in leaks)
