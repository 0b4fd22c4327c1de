"""Reports a server in a container that listens only to the container itself."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.invocation import Invocation
from buildcheck.model.report import Hit

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@check("error")
def container_not_reachable(evidence: Evidence) -> Iterable[Hit]:
    """The server in the image listens on localhost, where nobody outside the container can reach it.

    `vite preview` and `vite` listen on localhost unless `--host` is given. Next's standalone server takes its address
    from `HOSTNAME` (13.4 and later; older ones listen everywhere), `next start` from `-H`.

    ## Why it matters

    The container runs, its log looks well, and every request from outside is refused. Platforms restart it, because
    their health check gets no answer.

    ## How to fix

    Listen on `0.0.0.0`: `vite preview --host 0.0.0.0`, or `ENV HOSTNAME=0.0.0.0` for Next's standalone server.
    """
    for made in evidence.survey.deployments:
        start = made.start()
        if start is None:
            continue
        runs = [each for run in start.commands if run.certain for each in evidence.survey.runs(run)]
        for run in runs:
            yield from of_vite(evidence, start, run)
            yield from of_next(start, run)
        if any(each.tool == "node" and each.words[1:] and each.words[1].endswith("server.js") for each in runs):
            yield from of_standalone(evidence, made, start)


def of_vite(evidence: Evidence, start: Instruction, run: Invocation) -> Iterable[Hit]:
    """`vite preview`, `vite dev` and `vite` without a host."""
    if run.tool != "vite" or "build" in run.words or not is_static(evidence):
        return
    section = "preview" if "preview" in run.words else "server"
    host = run.flag("--host")
    config = evidence.project.framework.config if evidence.project.framework else None
    known = evidence.survey.configs.get(config) if config is not None else None
    if config is not None and (known is None or known.get(section, "host").state != "absent"):
        return
    if config is not None and known is not None and known.get("server", "host").state != "absent":
        return
    if host is None or host in LOOPBACK:
        yield hit(start, f"`{' '.join(run.words)}` listens on localhost", "Add `--host 0.0.0.0` to the command.")


def is_static(evidence: Evidence) -> bool:
    """Whether the app is a plain Vite app, whose server nothing else configures."""
    return evidence.survey.output is not None and evidence.survey.output.mode == "static"


def of_next(start: Instruction, run: Invocation) -> Iterable[Hit]:
    """`next start -H localhost`."""
    if run.runs("next", "start") and run.flag("-H", "--hostname") in LOOPBACK:
        yield hit(start, f"`{' '.join(run.words)}` listens on localhost", "Take the option for the host name away.")


def of_standalone(evidence: Evidence, made: Deployment, start: Instruction) -> Iterable[Hit]:
    """`HOSTNAME` in the image: since 13.4 the server listens where it says (build/utils.ts)."""
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or not app.at_least(13, 4) or output is None or output.mode != "standalone":
        return
    line = made.variables(start).get("HOSTNAME")
    value = dict(line.pairs()).get("HOSTNAME") if line is not None else None
    if line is not None and line.name == "ENV" and value in LOOPBACK:
        yield hit(line, f"The standalone server listens on HOSTNAME, which is {value}", "Set `ENV HOSTNAME=0.0.0.0`.")


def hit(line: Instruction, fact: str, fix: str) -> Hit:
    """Say it for one line."""
    message = f"{fact}: nothing outside of the container can reach it"
    return Hit(message=message, at=line.at, fix=fix, anchor=line.name)
