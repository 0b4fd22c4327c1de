"""What tests need of the machine: a Docker engine (``engine``), a package registry that answers (``network``).

Where one is missing, the tests that need it are left out and named at the end, with the way to have them run. With
``BUILDCHECK_REQUIRE_ENGINE`` set (CI) they fail instead: a run that could not test says so by its exit code.

`make test` uses several processes. Tests of the engines themselves stay in one of them: they look at all that a daemon
holds, and remove what others may need. All others only use an engine, as users do side by side.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import subprocess
import warnings
from collections import Counter
from collections.abc import Iterator
from functools import cache

import docker
import hypothesis
import pytest

REQUIRED = "BUILDCHECK_REQUIRE_ENGINE"
# CI must give the same answer for the same commit; developers search on with other examples at each run. A shared
# machine is too slow at times for hypothesis' own time limits.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")

_NOT_TESTED = "not tested here: "
_ALONE = frozenset({"engines", "images"})
"""Folders whose tests run in one process."""


@cache
def engine_problem() -> str | None:
    """Say why no Docker engine can be used here, and how to get one; nothing where one answers."""
    from buildcheck.engines.docker.engine import DockerEngine

    engine = DockerEngine()
    with warnings.catch_warnings():
        # The SDK leaves the socket of a connection that was refused to the garbage collector.
        warnings.simplefilter("ignore", ResourceWarning)
        problem = engine.problem()
        gc.collect()
    if problem is None:
        engine.client().close()
        return None
    return f"{problem} Start Docker or Podman; as root on Debian `make test` provides one"


@cache
def registry_problem() -> str | None:
    """Say why the package registry of this machine can't be used; nothing when it answers."""
    npm = shutil.which("npm")
    if npm is None:
        return "npm is not installed"
    ask = [npm, "view", "npm", "version", "--fetch-retries=1", "--fetch-timeout=15000"]
    done = subprocess.run(ask, capture_output=True, text=True, check=False, timeout=120)
    return None if done.returncode == 0 else "the package registry that npm is set to does not answer"


_NEEDS = {"engine": engine_problem, "network": registry_problem}


def pytest_configure() -> None:
    # A job that a shell starts in the background ignores interrupts, and what tests start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, problem in _NEEDS.items():
        reason = problem() if item.get_closest_marker(marker) is not None else None
        if reason is None:
            continue
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, but {reason}", pytrace=False)
        pytest.skip(f"{_NOT_TESTED}{reason}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in _ALONE:
            item.add_marker(pytest.mark.xdist_group("engine"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what could not be tested here: a green line alone would hide it."""
    left_out: dict[str, Counter[str]] = {}
    for report in terminalreporter.getreports("skipped"):
        said = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        _, marked, reason = said.partition(_NOT_TESTED)
        if marked:
            left_out.setdefault(reason, Counter())[report.nodeid.partition("::")[0]] += 1
    for reason, files in left_out.items():
        terminalreporter.section(f"{_NOT_TESTED}{files.total()} tests", yellow=True)
        terminalreporter.line(reason)
        for name, count in sorted(files.items()):
            terminalreporter.line(f"  {name} ({count})")


@pytest.fixture(scope="session")
def engine_client() -> Iterator[docker.DockerClient]:
    """The daemon, found as buildcheck finds it. For tests with the marker ``engine``."""
    from buildcheck.engines.docker.client import connect

    client = connect()
    yield client
    client.close()


@pytest.fixture(scope="session")
def build_image(engine_client: docker.DockerClient) -> str:
    """The reference of the build image that tests share."""
    from tests.image import default_image

    return default_image(engine_client).reference
