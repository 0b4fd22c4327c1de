"""What is asked beside a verification: is everything there, what was left behind, which build images exist."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from buildcheck import results
from buildcheck.caches import cache_folder
from buildcheck.engines import certificates, runs
from buildcheck.engines.base import Watch
from buildcheck.errors import BuildcheckError, EngineError
from buildcheck.model.plan import ImageVariant


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that a run needs: whether it is there, what was found, and what to do when it is not."""

    name: str
    ok: bool
    detail: str
    advice: str | None = None


def doctor(watch: Watch) -> tuple[Probe, ...]:
    """Look at everything that a verification needs. Nothing is changed."""
    probes = [_git(), _docker(), _images(), _local(), _certificates(), _cache()]
    return tuple(probe for probe in probes if probe is not None)


def clean(everything: bool) -> tuple[str, ...]:
    """Remove what dead runs left behind; with ``everything`` the caches, kept answers and images made here as well,
    but for what a run that is under way uses.

    Returns:
        What was removed, in words.

    Raises:
        EngineError: a daemon answers, and breaks off.
    """
    from buildcheck.engines.local.workspace import remove_abandoned

    removed = [f"folder {folder}" for folder in remove_abandoned()]
    removed += _clean_docker(everything)
    if everything:
        count = results.forget_all()
        removed += [f"{count} kept answers"] if count else []
        # A run under way has its locks, its tools and the record of its folders there.
        if not runs.living():
            shutil.rmtree(cache_folder(), ignore_errors=True)
    return tuple(removed)


def build_image(node: str | None, variant: ImageVariant, watch: Watch) -> str:
    """Make the build image for a Node version (the default one without) and give its name.

    Raises:
        EngineError, TransientError: it can't be made here.
    """
    from buildcheck.engines.docker import images
    from buildcheck.engines.docker.client import connect
    from buildcheck.plan.catalogue import node_releases

    chosen = node or next(each.version for each in node_releases() if each.lts)
    made = images.build(connect(), chosen, variant, watch)
    return f"Node {made.node}, npm {made.npm}, {made.variant}: {made.reference}"


def list_images() -> tuple[str, ...]:
    """Give a line for each build image in the daemon.

    Raises:
        EngineError: no daemon answers.
    """
    from buildcheck.engines.docker.client import connect

    found = connect().images.list(filters={"label": "buildcheck.image=1"})
    lines = []
    for image in found:
        version = image.labels.get("buildcheck.node")
        if version:
            size = int(image.attrs.get("Size", 0)) // 1024**2
            lines.append(f"Node {version}  {image.labels.get('buildcheck.variant')}  {size} MiB  {image.short_id}")
    return tuple(sorted(lines))


def _git() -> Probe:
    if shutil.which("git") is None:
        return Probe("git", False, "not found", "Install git: a checkout's tracked files are asked from it.")
    version = subprocess.run(["git", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return Probe("git", True, version)


def _docker() -> Probe:
    from buildcheck.engines.docker.client import connect

    try:
        client = connect()
        info = client.info()
    except BuildcheckError as error:
        return Probe("docker", False, error.what, error.do)
    memory = int(info.get("MemTotal") or 0) // 1024**3
    detail = f"{info.get('ServerVersion')}, {info.get('NCPU')} processors, {memory} GiB, {info.get('Driver')}"
    return Probe("docker", True, detail)


def _images() -> Probe | None:
    try:
        found = list_images()
    except BuildcheckError:
        return None
    return Probe("build images", True, f"{len(found)} here" if found else "none yet: the first run pulls or makes one")


def _local() -> Probe:
    node = shutil.which("node")
    detail = f"node at {node}" if node else "no node here: the local engine downloads the planned one"
    return Probe("local engine", True, detail)


def _certificates() -> Probe:
    found = certificates.bundle(None)
    if found is None:
        return Probe("certificates", True, "the usual ones (no extra bundle is set on this machine)")
    return Probe("certificates", True, f"those of {found[1]} are given to the sandbox as well")


def _cache() -> Probe:
    try:
        folder = cache_folder()
    except EngineError as error:
        return Probe("cache", False, f"{error.what} {error.why}", error.do)
    free = shutil.disk_usage(folder).free // 1024**3
    advice = None if free >= 2 else "Free some disk space, or point BUILDCHECK_CACHE_DIR elsewhere."
    return Probe("cache", advice is None, f"{folder}, {free} GiB free", advice)


def _clean_docker(everything: bool) -> list[str]:
    from buildcheck.engines.docker.engine import DockerEngine

    engine = DockerEngine()
    return [] if engine.problem() is not None else list(engine.clean(everything=everything))
