"""Reports paths of one machine in files that the build reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit
from buildcheck.model.value import At

# A home folder of macOS, Linux or Windows, or a drive. Users of images (/home/node, /home/user/app in a Dockerfile)
# are no machine's.
HOME = re.compile(
    r"(?:file://)?(?:/Users/(?!Shared\b)[\w.-]+/|/home/(?!node/|app/|user/|runner/|vercel/)[\w.-]+/"
    r"|/[A-Za-z]:/|[A-Za-z]:[\\/]{1,2}(?:Users|[\w .-]+[\\/])|/mnt/[a-z]/)[\w@ .\\/-]*"
)


@check("error")
def machine_path(evidence: Evidence) -> Iterable[Hit]:
    """A path of one machine is written into the project.

    Only files that the build reads are looked at: imports, configuration, scripts. Prose and tests are not.

    ## Why it matters

    `/Users/ann/app/…` and `C:\\\\work\\\\…` exist on one machine. An import of such a path ends every other build;
    in a configuration it silently points nowhere.

    ## How to fix

    Use a path relative to the file: `path.join(import.meta.dirname, "…")`, an alias of tsconfig, a relative import.
    """
    cause = evidence.cause
    if cause is not None and cause.check == "machine-path":
        yield cause.hit(cause.title)
        return
    yield from in_modules(evidence)
    yield from in_scripts(evidence)
    yield from in_settings(evidence)


def in_modules(evidence: Evidence) -> Iterator[Hit]:
    """Look at the imports of what the build reads, and at the texts of configuration files."""
    survey = evidence.survey
    for path, module in survey.modules.items():
        if not survey.matters(path):
            continue
        imports = {each.specifier: each for each in module.imports if not each.guarded}
        for text in module.texts:
            at = At(path=path, line=text.line, column=text.column)
            if text.text in imports and HOME.match(text.text):
                message = f"Imports `{text.text}`, which exists on one machine only"
                yield Hit(message=message, at=at, fix="Import it by a relative path.", predicts="build")
            elif path in survey.configs and HOME.match(text.text):
                yield named(text.text, at)


def in_scripts(evidence: Evidence) -> Iterator[Hit]:
    """Look at the words of scripts."""
    for command in evidence.survey.commands:
        for word in (*command.words, *command.run.env.values()):
            found = HOME.search(word)
            if found is None:
                continue
            ran = command.needed in ("install", "build") and command.words[:1] == (word,)
            message = f"The script `{command.script}` names `{found[0]}`, which exists on one machine only"
            yield Hit(
                message=message,
                at=command.at,
                fix="Use a path relative to the package.json.",
                severity="error" if ran else "warning" if command.needed else "info",
                predicts="build" if ran else None,
                anchor=f"{command.script} {found[0]}",
            )


def in_settings(evidence: Evidence) -> Iterator[Hit]:
    """Look at the package managers' settings: a cache or a certificate of one machine."""
    for setting in evidence.project.settings:
        found = HOME.match(setting.value or "")
        if found is not None:
            yield named(found[0], setting.at)


def named(text: str, at: At) -> Hit:
    """Say that a configuration names a path of one machine."""
    return Hit(
        message=f"Names `{text}`, which exists on one machine only",
        at=at,
        fix="Make the path relative to this file.",
        severity="warning",
        anchor=text,
    )
