"""Lines for a Dockerfile: what the build is given, and how; what the container is given when it runs.

Values of ``ARG`` and ``ENV`` stay in the image's history, so secrets that the build needs are mounted
(https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/).
"""

from __future__ import annotations

from buildcheck.model.environment import EnvironmentRow
from buildcheck.model.environment_report import EnvironmentReport
from buildcheck.reports.environment.checklist import at_build, at_run, comment, is_secret, purpose, wanted
from buildcheck.reports.view import View


def render(report: EnvironmentReport, view: View, everything: bool) -> str:
    """Give the lines for the stage that builds, and the commands that go with them as comments."""
    rows = wanted(report)
    build = [each for each in rows if at_build(each) and not each.optional]
    public, secret = ([each for each in build if is_secret(each) is kind] for kind in (False, True))
    lines = ["# syntax=docker/dockerfile:1"]
    if build:
        lines += ["", "# In the stage that builds the app, before it is built:"]
        lines += [line for row in public for line in (f"# {purpose(row)}", f"ARG {row.name}")]
        lines += _build(secret, comment(report.build or "npm run build"))
        lines += ["", f"# docker build {' '.join([*map(_argument, public), *map(_secret, secret), '.'])}"]
    run = [each for each in rows if at_run(each)]
    if run:
        lines += ["", "# When the container runs, from a file that is in no image: docker run --env-file FILE IMAGE"]
        lines += [f"#   {each.name}: {purpose(each)}" for each in run]
    if not build and not run:
        lines += ["", "# Nothing has to be given to the build or to the container."]
    return "\n".join(lines) + "\n"


def _build(secret: list[EnvironmentRow], command: str) -> list[str]:
    mounts = [f"--mount=type=secret,id={each.name},env={each.name},required=true \\" for each in secret]
    if not mounts:
        return [f"RUN {command}"]
    notes = [f"# {each.name}: {purpose(each)}" for each in secret]
    first, *rest = mounts
    return [*notes, f"RUN {first}", *(f"    {each}" for each in rest), f"    {command}"]


def _argument(row: EnvironmentRow) -> str:
    return f"--build-arg {row.name}"


def _secret(row: EnvironmentRow) -> str:
    return f"--secret id={row.name},env={row.name}"
