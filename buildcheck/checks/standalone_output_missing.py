"""Reports a standalone server that is copied or started, and that the build does not make."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment
from buildcheck.model.output import Output
from buildcheck.model.report import Hit
from buildcheck.model.value import At

DOCS = "https://nextjs.org/docs/app/api-reference/config/next-config-js/output"


@check("error")
def standalone_output_missing(evidence: Evidence) -> Iterable[Hit]:
    """A Dockerfile or script uses Next's standalone server, but the configuration does not ask for it.

    `.next/standalone` is written only with `output: "standalone"` in the Next configuration (before 12.2:
    `experimental.outputStandalone`).

    ## Why it matters

    `next build` passes on every machine; it is `docker build` that ends, at the line that copies a folder which is not
    there. A `start` script that runs the server's file fails when it is started.

    ## How to fix

    Set `output: "standalone"`, or copy what `next start` needs (`.next`, `public`, `node_modules`, `package.json`).
    """
    output = evidence.survey.output
    if output is None or output.mode not in ("server", "export") or output.work is None:
        return
    for made in evidence.survey.deployments:
        yield from of_dockerfile(evidence, made, output)
    yield from of_script(evidence)


def of_dockerfile(evidence: Evidence, made: Deployment, output: Output) -> Iterable[Hit]:
    """Give the first line of one Dockerfile that copies the folder."""
    if any("next.config" in each.text or "NEXT_PRIVATE_STANDALONE" in (*each.words, *each.flags)
           for each in made.instructions if each.name in ("RUN", "ENV", "ARG")):  # fmt: skip
        return
    forced = {name for each in made.instructions if each.name in ("ENV", "ARG") for name, _ in each.pairs()}
    for line in made.instructions if "NEXT_PRIVATE_STANDALONE" not in forced else ():
        for copied in line.copied:
            if f"{copied.origin}/".startswith(f"{output.work}/standalone/"):
                yield Hit(
                    message=(
                        f"{copied.source} is copied into the image, and next build makes no such folder: "
                        f'{config_name(evidence)} does not set output: "standalone", so docker build ends here'
                    ),
                    at=line.at,
                    fix=fix(evidence),
                    docs=DOCS,
                    anchor=copied.origin,
                )
                return


def of_script(evidence: Evidence) -> Iterable[Hit]:
    """Give the start script that runs the server's file."""
    for each in evidence.survey.scripts.get("start", ()):
        if each.tool in ("node", "bun") and any("/standalone/" in word for word in each.words):
            yield Hit(
                message=(
                    f"The script `{each.script}` runs the standalone server, and next build makes none: "
                    f'{config_name(evidence)} does not set output: "standalone"'
                ),
                at=each.at,
                fix=fix(evidence),
                docs=DOCS,
                anchor="start",
            )


def config_name(evidence: Evidence) -> str:
    """Name the configuration as a reader would."""
    app = evidence.survey.next
    return app.config.path if app is not None and app.config is not None else "the Next configuration"


def fix(evidence: Evidence) -> str:
    """Say what to change, for a configuration that is there and for none."""
    app = evidence.survey.next
    if app is not None and app.config is not None:
        at: At = At(path=app.config.path)
        return f'Add `output: "standalone"` to {at.path}.'
    return 'Make a next.config.mjs that holds `export default { output: "standalone" };`.'
