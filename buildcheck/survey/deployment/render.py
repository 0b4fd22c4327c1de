"""``render.yaml`` -> one `Deployment` per service, in the folder that its ``rootDir`` names."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.paths import join
from buildcheck.load.yaml_text import YamlError, document
from buildcheck.model.deployment import Deployment
from buildcheck.survey.deployment.flat import settings_of_tree

_MAX_BYTES = 256 * 1024


def render_files(files: Files, folders: tuple[str, ...]) -> Iterator[Deployment]:
    """Give the services of each ``render.yaml``; keys are those of the service."""
    for folder in folders:
        path = join(folder, "render.yaml")
        text = files.text(path, _MAX_BYTES)
        try:
            services = document(text or "").get("services")
        except YamlError:
            continue
        for each in services if isinstance(services, list) else []:
            if isinstance(each, dict):
                place = posixpath.normpath(posixpath.join(folder, str(each.get("rootDir") or ".")))
                tree = {**each, "envVars": _variables(each.get("envVars"))}
                yield Deployment(kind="render", path=path, folder=place, settings=settings_of_tree(path, tree))


def _variables(listed: Any) -> dict[str, Any]:
    """Turn ``- key: X, value: Y`` into a table."""
    items = listed if isinstance(listed, list) else []
    return {each["key"]: each.get("value", "") for each in items if isinstance(each, dict) and "key" in each}
