"""Reports imports of code that a known tool generates and that nothing in a clean build generates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import Failing, failing, untold
from buildcheck.model.report import Hit
from buildcheck.model.survey import Edge, Generator


@check("error")
def generated_code_not_made(evidence: Evidence) -> Iterable[Hit]:
    """Generated code is imported, and nothing generates it.

    The imported file is the output of a tool that the project uses (Prisma, GraphQL Code Generator, Convex, Velite …).
    It is not in git, and neither the install nor the build script runs the tool.

    ## Why it matters

    On a developer's machine the files are left from an earlier run of the tool, or made by its watch mode. A clean
    machine has neither.

    ## How to fix

    Run the tool before the build: `"build": "prisma generate && next build"`. Where it needs a network or a key that
    the build does not have, commit its output instead.
    """
    for generator in evidence.survey.generators.values():
        if generator.made is False and not is_made_by_install(generator, evidence):
            yield from one_hit(generator, evidence)
    yield from untold(evidence, "generated-code-not-made")


def is_made_by_install(generator: Generator, evidence: Evidence) -> bool:
    """Whether the install script of a dependency runs the tool; true where it isn't known what scripts may run."""
    if generator.by_install is None:
        return False
    policy = evidence.plan.scripts if evidence.plan is not None else None
    if policy is None or generator.by_install in policy.allowed:
        return True
    return policy.default == "run" and generator.by_install not in policy.denied


def one_hit(generator: Generator, evidence: Evidence) -> Iterator[Hit]:
    """Report the first import of what the tool would make."""
    found = [each for each in failing(evidence, outputs(generator, evidence)) if each.how != "perhaps"]
    if found:
        yield report(generator, min(found, key=lambda each: each.cause is None), evidence)


def outputs(generator: Generator, evidence: Evidence) -> Iterator[Edge]:
    """Give the imports of what the tool makes."""
    for edges in evidence.survey.edges.values():
        for edge in edges:
            inside = edge.outcome == "package" and edge.package in generator.modules
            missed = edge.outcome in ("left-out", "missing") and edge.generator == generator.name
            if inside or missed:
                yield edge


def report(generator: Generator, found: Failing, evidence: Evidence) -> Hit:
    """Say what would have to run."""
    asked = f"It imports `{found.edge.request.specifier}`, which {generator.name} generates"
    blocked = f"its install script does not run here ({evidence.plan.scripts.reason})" if evidence.plan else ""
    lost = blocked if generator.by_install is not None else "it is not in git"
    why = f"{lost}, and no script of the install or the build runs `{generator.command}`"
    build = evidence.project.manifest.scripts.get("build", "…")
    fix = f'Make it part of the build: "build": "{generator.command} && {build}".'
    if generator.wants is not None:
        fix = f"Commit the generated files: {generator.name} needs {generator.wants}."
    return found.hit(f"{asked}: {why}, so on a clean machine {found.consequence}", fix, docs=generator.docs)
