"""GitHub workflows that publish pages -> `Deployment`, one for each workflow that has a publishing step.

``publish`` is the folder that is published, ``run`` what its steps run, ``generator`` what ``actions/configure-pages``
was told to set up (it then writes ``output`` and ``basePath`` into a copy of the configuration), ``env.NAME`` the
variables of the workflow, its jobs and steps, ``cname`` a custom domain.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.yaml_text import Scalar, YamlError, document
from buildcheck.model.deployment import Deployment, Setting
from buildcheck.model.value import At

_FOLDER = ".github/workflows"
_MAX_BYTES = 256 * 1024
_PUBLISHERS = {
    "actions/upload-pages-artifact": ("path", "_site/"),
    "peaceiris/actions-gh-pages": ("publish_dir", "public"),
    "jamesives/github-pages-deploy-action": ("folder", ""),
}
"""Action -> the input that names the folder, and its default (each action's ``action.yml``)."""


def github_pages(files: Files) -> Iterator[Deployment]:
    """Give the publishing workflows of the repository."""
    for name in sorted(files.names(_FOLDER)):
        path = f"{_FOLDER}/{name}"
        text = files.text(path, _MAX_BYTES) if name.endswith((".yml", ".yaml")) else None
        try:
            jobs = document(text or "")
        except YamlError:
            continue
        settings = tuple(_settings(path, jobs))
        if any(each.key == "publish" for each in settings):
            yield Deployment(kind="github-pages", path=path, folder=".", settings=settings)


def _settings(path: str, workflow: dict[str, Any]) -> Iterator[Setting]:
    yield from _env(path, workflow)
    jobs = workflow.get("jobs")
    for job in jobs.values() if isinstance(jobs, dict) else ():
        if not isinstance(job, dict):
            continue
        yield from _env(path, job)
        run = _inputs(_inputs(job, "defaults"), "run")
        steps = job.get("steps")
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, dict):
                yield from _step(path, step, str(run.get("working-directory") or "."))


def _step(path: str, step: dict[str, Any], folder: str) -> Iterator[Setting]:
    yield from _env(path, step)
    action = str(step.get("uses") or "").partition("@")[0].lower()
    inputs = _inputs(step, "with")
    if "run" in step:
        place = posixpath.normpath(str(step.get("working-directory") or folder))
        yield _setting(path, "run", step["run"], None)
        yield _setting(path, "run.folder", place, step["run"])
    if action in _PUBLISHERS:
        key, default = _PUBLISHERS[action]
        yield _setting(path, "publish", inputs.get(key, default), step["uses"])
        if inputs.get("cname"):
            yield _setting(path, "cname", inputs["cname"], None)
    if action == "actions/configure-pages" and inputs.get("static_site_generator"):
        yield _setting(path, "generator", inputs["static_site_generator"], None)


def _env(path: str, holder: dict[str, Any]) -> Iterator[Setting]:
    for name, value in _inputs(holder, "env").items():
        yield _setting(path, f"env.{name}", value, None)


def _inputs(holder: dict[str, Any], key: str) -> dict[str, Any]:
    value = holder.get(key)
    return value if isinstance(value, dict) else {}


def _setting(path: str, key: str, value: Any, beside: Any) -> Setting:
    line = value.line if isinstance(value, Scalar) else getattr(beside, "line", None)
    return Setting(key=key, value=value if isinstance(value, str) else "", at=At(path=path, line=line))
