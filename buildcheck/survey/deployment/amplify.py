"""``amplify.yml`` -> one `Deployment` per application: that of a single app, or each of ``applications``."""

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


def amplify_files(files: Files, folders: tuple[str, ...]) -> Iterator[Deployment]:
    """Give what ``amplify.yml`` of each folder says about its frontends; keys begin below ``frontend``."""
    for folder in folders:
        for name in ("amplify.yml", "amplify.yaml"):
            path = join(folder, name)
            text = files.text(path, _MAX_BYTES)
            for root, frontend in _frontends(text or ""):
                place = posixpath.normpath(posixpath.join(folder, root))
                yield Deployment(kind="amplify", path=path, folder=place, settings=settings_of_tree(path, frontend))


def _frontends(text: str) -> Iterator[tuple[str, Any]]:
    try:
        tree = document(text)
    except YamlError:
        return
    if isinstance(tree.get("frontend"), dict):
        yield ".", tree["frontend"]
    applications = tree.get("applications")
    for each in applications if isinstance(applications, list) else []:
        if isinstance(each, dict) and isinstance(each.get("frontend"), dict):
            yield str(each.get("appRoot") or "."), each["frontend"]
