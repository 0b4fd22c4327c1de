"""Reports variables for the browser that an image sets only after the build."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.public_prefixes import BY_FRAMEWORK
from buildcheck.model.report import Hit

FRAMEWORKS = ("next", "vite", "react-scripts")
"""Those that write variables into the scripts by their names alone."""


@check("warning")
def public_variable_after_build(evidence: Evidence) -> Iterable[Hit]:
    """An image sets a variable for the browser after the build has run.

    `NEXT_PUBLIC_…` (Next), `VITE_…` (Vite) and `REACT_APP_…` are written into the scripts by the build. What is set
    later, in the stage that runs the app, reaches the server at most.

    ## Why it matters

    The image is built and starts, and in the browser the value is `undefined`, or that of the machine that built it.

    ## How to fix

    Declare it before the build, in its stage: `ARG NEXT_PUBLIC_X` and `ENV NEXT_PUBLIC_X=$NEXT_PUBLIC_X`.
    """
    framework = evidence.project.framework
    prefixes = BY_FRAMEWORK[framework.name] if framework is not None and framework.name in FRAMEWORKS else ()
    for made in evidence.survey.deployments if prefixes else ():
        builders = [line for line, run in made.builds(evidence.project.app) if "build" in run.words]
        if not builders:
            continue
        before = {name for line in builders for name in made.variables(line)}
        before |= {name for path, names in evidence.project.env_files.items() if in_image(made, path) for name in names}
        for line, name in later(made, builders[-1]):
            if name.startswith(prefixes) and name not in before and is_read(evidence, name):
                yield Hit(
                    message=f"{name} is set after the build, which has written it into the scripts as undefined",
                    at=line.at,
                    fix=f"Put `ARG {name}` and `ENV {name}=${name}` before the build, in its stage.",
                    docs="https://nextjs.org/docs/app/guides/environment-variables"
                    if evidence.survey.next is not None
                    else "https://vite.dev/guide/env-and-mode",
                    anchor=name,
                )


def in_image(made: Deployment, path: str) -> bool:
    """Whether an env file that a production build reads is in the image."""
    return not path.endswith((".development", ".test", ".example")) and made.excluded(path) is None


def later(made: Deployment, builder: Instruction) -> Iterable[tuple[Instruction, str]]:
    """Give the variables that are set after the build."""
    place = made.instructions.index(builder)
    for line in made.instructions[place + 1 :]:
        if line.name in ("ENV", "ARG"):
            for name, _ in line.pairs():
                yield line, name


def is_read(evidence: Evidence, name: str) -> bool:
    """Whether the code reads it by its name."""
    return any(each.name == name for module in evidence.survey.modules.values() for each in module.env)
