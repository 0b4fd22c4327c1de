"""A plan, what the build leaves behind, and addresses -> the step that starts the built app and asks it for them."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterable

from buildcheck.model.output import Output
from buildcheck.model.plan import Choice, Plan, Step
from buildcheck.model.project import Project
from buildcheck.model.value import Value
from buildcheck.plan import managers

SECONDS = 120
"""The time limit of the step: a minute to start, and time to answer."""
STATIC = "static-files"
"""The command of a step that serves the files of a folder: ``probes/serve.cjs`` has that server in it."""
_PARAMETER = re.compile(r"\[\[?(?:\.\.\.)?[^\]/]+\]\]?")


class Request(Value, frozen=True, kw_only=True):
    """An address to ask for, with the route that it belongs to (``/blog/[slug]`` and ``/blog/1``)."""

    route: str
    url: str


def request_of(route: str, base: str = "") -> Request:
    """Give an address of ``route``: a part that stands for anything is ``1``. ``base`` is Next's ``basePath``, before
    which the server has nothing."""
    url = _PARAMETER.sub("1", route)
    return Request(route=route, url=base if base and url == "/" else f"{base}{url}")


def serve_plan(
    plan: Plan, project: Project, output: Output | None, requests: Iterable[Request], *, without: Iterable[str] = ()
) -> tuple[Step | None, Choice]:
    """Give the step that starts the app which ``plan`` built and asks it for ``requests``, and why that is the way;
    ``None`` with the reason where the way to start it is not known. ``without`` names variables of the run that the
    started app is not given."""
    started = _command(plan, project, output)
    if started is None:
        return None, Choice(value="not started", reason="it is not known how an app like this is started")
    argv, way = started
    asked = [{"route": each.route, "url": each.url} for each in requests]
    missing = sorted(without)
    spec = json.dumps({"requests": asked, "without": missing}, separators=(",", ":"))
    name = f"{way.value} without variables" if missing else way.value
    env = {"BUILDCHECK_SERVE": spec}
    return Step(phase="serve", name=name, argv=argv, cwd=plan.app, env=env, timeout_seconds=SECONDS), way


def _command(plan: Plan, project: Project, output: Output | None) -> tuple[tuple[str, ...], Choice] | None:
    if output is None or output.mode is None:
        return None
    if output.is_static:
        return _static(plan, output)
    if project.framework is None or project.framework.name != "next":
        return None
    if output.mode == "standalone":
        return _standalone(plan, output)
    argv = managers.of(plan.manager).binary("next", "start", "-H", "127.0.0.1")
    return argv, Choice(value="next start", reason="what a Next.js build is served with", at=output.at)


def _static(plan: Plan, output: Output) -> tuple[tuple[str, ...], Choice] | None:
    if output.folder is None:
        return None
    folder = posixpath.relpath(output.folder, plan.app)
    reason = "the build leaves files that any server of files serves"
    return (STATIC, folder), Choice(value=f"{STATIC} {folder}", reason=reason, at=output.folder_at or output.at)


def _standalone(plan: Plan, output: Output) -> tuple[tuple[str, ...], Choice] | None:
    if output.work is None:
        return None
    reason = 'what `output: "standalone"` is started with'
    way = Choice(value="node server.js", reason=reason, at=output.at)
    top = posixpath.join(posixpath.relpath(output.work, plan.app), "standalone")
    places = [posixpath.join(top, posixpath.relpath(plan.app, plan.install_root)), top]
    files = list(dict.fromkeys(posixpath.normpath(posixpath.join(each, "server.js")) for each in places))
    if len(files) == 1:
        return ("node", files[0]), way
    # In a monorepo it is Next that decides what the folders are relative to.
    first, second = map(shlex.quote, files)
    return ("sh", "-c", f"if [ -f {first} ]; then exec node {first}; else exec node {second}; fi"), way
