"""Names of packages -> whether the registry knows them: asked of the registry that the project's and the user's
settings name, without credentials, side by side, for two seconds at most. Where nothing answers, nothing is said."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from buildcheck.load.settings import read_npmrc
from buildcheck.model.project import Lockfile, Project

MOST_NAMES = 20
SECONDS = 2.0
_VARIABLES = ("BUILDCHECK_REGISTRY", "npm_config_registry", "NPM_CONFIG_REGISTRY")
_KEYS = ("registry", "npmRegistryServer", "install.registry")
_NAME = re.compile(r"(?:@[\w~.-]+/)?[\w~.-]+", re.ASCII)
_SCOPED_KEY = re.compile(
    r"(?:npmScopes\.|install\.scopes\.)?@?(?P<scope>[\w~.-]+)(?::registry|\.npmRegistryServer|\.url)?"
)


def published(names: Iterable[str], project: Project, lockfile: Lockfile | None) -> dict[str, bool]:
    """Ask for ``names``, at most `MOST_NAMES` of them. A name whose scope has a registry of its own is not asked for,
    nor is one that could not be the name of a package."""
    private = set(_private_scopes(project))
    wanted = [each for each in dict.fromkeys(names) if _NAME.fullmatch(each) and each.partition("/")[0] not in private]
    if not wanted:
        return {}
    ends = time.monotonic() + SECONDS
    registry = _registry(project, lockfile)
    if registry is None:
        return {}
    answers: dict[str, bool] = {}
    threads = [
        threading.Thread(target=_ask, args=(registry, each, answers), daemon=True) for each in wanted[:MOST_NAMES]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(ends - time.monotonic(), 0))
    return {name: answers[name] for name in wanted if name in answers}


def _ask(registry: str, name: str, answers: dict[str, bool]) -> None:
    # Most projects have nothing to ask, and it takes longer to import than a small project to read.
    import urllib.error
    import urllib.request

    url = f"{registry}/{urllib.parse.quote(name, safe='@')}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method="HEAD"), timeout=SECONDS) as answer:
            if answer.status == 200:
                answers[name] = True
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            answers[name] = False
    except (OSError, ValueError):
        return


def _registry(project: Project, lockfile: Lockfile | None) -> str | None:
    """Give the address of the registry without a final slash: what settings name, else where the lockfile's packages
    come from, else what npm is set to on this machine."""
    for url in (*_named(project), *_of_lockfile(lockfile)):
        found = _plain(url)
        if found is not None:
            return found
    return _plain(_of_npm())


def _named(project: Project) -> Iterator[str]:
    yield from (os.environ[each] for each in _VARIABLES if os.environ.get(each))
    yield from (each.value for each in project.settings if each.key in _KEYS and each.value)
    yield from (value for key, value in _users() if key == "registry")


def _users() -> list[tuple[str, str]]:
    """Read the settings of the user's own ``.npmrc`` that name registries; credentials stay where they are."""
    try:
        text = (Path.home() / ".npmrc").read_text("utf-8", "replace")
    except (OSError, RuntimeError):
        return []
    return [(key, value) for key, value, _ in read_npmrc(text) if key == "registry" or key.endswith(":registry")]


def _of_lockfile(lockfile: Lockfile | None) -> Iterator[str]:
    """Give the host that most packages of an npm or Yarn 1 lockfile come from."""
    hosts = Counter(each.host for each in (lockfile.packages if lockfile else None) or () if each.host)
    if hosts:
        yield f"https://{hosts.most_common(1)[0][0]}"


def _of_npm() -> str:
    npm = shutil.which("npm")
    if npm is None:
        return ""
    try:
        command = [npm, "config", "get", "registry"]
        # Outside of the project: its settings were looked at, and it may name any file as npm's.
        asked = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=tempfile.gettempdir(), timeout=SECONDS / 2
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def _plain(url: str) -> str | None:
    """Give the address without user and password, ``None`` for what is no address of the web."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "$" in url:
        return None
    place = host if port is None else f"{host}:{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"


def _private_scopes(project: Project) -> Iterator[str]:
    keys = [each.key for each in project.settings] + [key for key, _ in _users()]
    for key in keys:
        match = _SCOPED_KEY.fullmatch(key)
        if match and ("@" in key or key.startswith(("npmScopes.", "install.scopes."))):
            yield f"@{match['scope']}"
