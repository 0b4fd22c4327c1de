"""Compose files -> the variables that they set for services and hand to the build of images.

https://docs.docker.com/reference/compose-file/services/#environment and https://docs.docker.com/reference/compose-file/build/#args
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from typing import Any

from buildcheck.load.files import Files
from buildcheck.load.yaml_text import Scalar, YamlError, document
from buildcheck.model.environment import Declaration
from buildcheck.model.value import At

_NAME = re.compile(r"(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml")
_LONGEST = 256 * 1024


def compose(files: Files, known: Collection[str]) -> Iterator[tuple[str, Declaration]]:
    """Give the variables that each file sets. ``known`` are the names that matter: a file without one is not read."""
    for path in files.by_path:
        text = files.text(path, _LONGEST) if _NAME.fullmatch(posixpath.basename(path)) else None
        if text is None or not any(each in text for each in known):
            continue
        try:
            services = document(text).get("services")
        except YamlError:
            continue
        for service, settings in services.items() if isinstance(services, dict) else ():
            for name, line in _set(settings if isinstance(settings, dict) else {}):
                yield name, Declaration(by="compose", at=At(path=path, line=line), of=str(service))


def _set(service: dict[str, Any]) -> Iterator[tuple[str, int | None]]:
    build = service.get("build")
    args = build.get("args") if isinstance(build, dict) else None
    for given in (service.get("environment"), args):
        if isinstance(given, dict):
            yield from ((str(name), _line(name) or _line(value)) for name, value in given.items())
        elif isinstance(given, list):
            yield from ((str(each).partition("=")[0], _line(each)) for each in given)


def _line(value: object) -> int | None:
    return value.line if isinstance(value, Scalar) else None
