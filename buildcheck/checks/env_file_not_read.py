"""Reports env files in folders where the framework never looks."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

LOADERS = frozenset({"dotenv", "dotenv-cli", "dotenv-expand", "@dotenvx/dotenvx", "env-cmd", "@next/env"})
NAMES = frozenset({".env", ".env.local", ".env.production", ".env.production.local"})
COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")


@check("warning")
def env_file_not_read(evidence: Evidence) -> Iterable[Hit]:
    """An env file lies in a folder where Next never looks.

    Next reads env files beside its configuration and nowhere else: neither in `src/` nor in the root of a monorepo. The
    file sets variables that the code reads and that no other file gives. Projects that load their files by themselves
    (`dotenv`, `dotenvx`, `env-cmd`, `@next/env`, `--env-file`) are left out, and so is a file beside a compose file,
    which reads it.

    ## Why it matters

    The variables are unset in the build, although a file seems to set them.

    ## How to fix

    Move the file beside `next.config`.

    Source: `loadEnvConfig` of @next/env (13.5 to 16) is given the folder of the app, and looks there.
    """
    project = evidence.project
    if evidence.survey.next is None or loads_itself(evidence):
        return
    variables = evidence.survey.environment.variables
    given = project.production_env()
    for file in project.env:
        folder = file.path.rpartition("/")[0] or "."
        if file.order is not None or file.example or folder == project.app or has_compose(evidence, folder):
            continue
        name = file.path.rpartition("/")[2]
        if name not in NAMES:
            continue
        missed = [
            line.name
            for line in file.lines
            if line.name not in given and (known := variables.get(line.name)) is not None and known.is_used
        ]
        if missed:
            wanted = name if project.app == "." else f"{project.app}/{name}"
            yield Hit(
                message=f"Next does not look in this folder: {', '.join(missed[:4])} will be missing in the build",
                at=At(path=file.path),
                severity=None if folder.startswith(f"{project.app}/") or project.app == "." else "info",
                fix=f"Move the file to {wanted}.",
                docs="https://nextjs.org/docs/app/guides/environment-variables",
                anchor=file.path,
            )


def loads_itself(evidence: Evidence) -> bool:
    """Whether something of the project reads env files on its own."""
    used = {use.package for use in evidence.survey.uses}
    run = " ".join(each.text for each in evidence.survey.commands)
    return not used.isdisjoint(LOADERS) or any(word in run for word in ("dotenv", "env-cmd", "--env-file", ".env"))


def has_compose(evidence: Evidence, folder: str) -> bool:
    """Whether a compose file lies in ``folder``."""
    prefix = "" if folder == "." else f"{folder}/"
    paths = {each.path for each in evidence.project.source.entries}
    return any(f"{prefix}{name}" in paths for name in COMPOSE)
