"""A Node version and a variant -> an image made on this machine and put into the daemon.

Two layers: a Debian base, one per variant, and over it Node with its npm. Both enter by calls that every daemon with
the Docker API answers alike (import; create, put archive, commit), so that neither the classic builder, which Docker
is retiring, nor BuildKit, which the SDK can't speak, is needed.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import docker
from docker.models.images import Image as DockerImage
from filelock import FileLock

from buildcheck.caches import cache_folder
from buildcheck.engines.docker import image_base, image_node
from buildcheck.errors import EngineError
from buildcheck.model.plan import ImageVariant
from buildcheck.model.value import Value

CONTRACT = "1"
LABEL = "buildcheck.image"
CPUS = {"amd64": "x64", "arm64": "arm64"}
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

Say = Callable[[str], None]


class Recipe(Value, frozen=True, kw_only=True):
    """What an image is made of. ``integrity`` maps a CPU (``x64``, ``arm64``) to what Node's package must hash to."""

    node: str
    npm: str
    variant: ImageVariant
    integrity: dict[str, str] = {}

    @property
    def labels(self) -> dict[str, str]:
        """The labels of an image that follows this recipe."""
        return {
            LABEL: "1",
            "buildcheck.contract": CONTRACT,
            "buildcheck.variant": self.variant,
            "buildcheck.node": self.node,
            "buildcheck.npm": self.npm,
        }


def obstacles(client: docker.DockerClient) -> tuple[str, ...]:
    """Say, in words, what stands in the way of making an image here; nothing when it can be made."""
    found = [*image_base.lacking(), *image_node.lacking()]
    here, there = image_base.architecture(), str(client.version().get("Arch"))
    if here != there or there not in CPUS:
        found.append(f"a machine with the daemon's CPU (the daemon has {there}, this machine {here or 'another'})")
    return tuple(found)


def ours(client: docker.DockerClient, labels: dict[str, str]) -> list[DockerImage]:
    """Give the images of ours that have all of ``labels``.

    The daemon is asked for one label and the rest is compared here: Podman 4.3 finds nothing when asked for two.
    """
    # The SDK's own list asks the daemon about each image again; what it lists has the labels already.
    found = client.api.images(filters={"label": [f"{LABEL}=1"]})
    # Images made from ours by others (docker commit, FROM) inherit the labels, but not the name.
    named = [each for each in found if any("buildcheck/" in tag for tag in each.get("RepoTags") or ())]
    return [client.images.get(each["Id"]) for each in named if labels.items() <= (each.get("Labels") or {}).items()]


@contextmanager
def building() -> Iterator[Path]:
    """Give a folder to build in, alone: two runs that need the same image make it once.

    What a killed build left in it is removed first.
    """
    cache = cache_folder()
    with FileLock(cache / "images.lock"):
        shutil.rmtree(cache / "images", ignore_errors=True)
        (cache / "images").mkdir()
        with tempfile.TemporaryDirectory(dir=cache / "images") as folder:
            yield Path(folder)


def make(client: docker.DockerClient, recipe: Recipe, folder: Path, say: Say) -> DockerImage:
    """Make the image of ``recipe``, working in ``folder``. Node is downloaded while the base is made.

    Raises:
        EngineError: something is missing here, or a tool or the daemon failed.
        TransientError: a registry or the Debian mirror did not answer.
    """
    missing = obstacles(client)
    if missing:
        raise EngineError(
            "A build image can't be made here.",
            why=f"This machine lacks {'; '.join(missing)}.",
            do="Run `buildcheck images build` as root on Debian with debootstrap and npm, or let the daemon reach a "
            "container registry.",
        )
    cpu = CPUS[str(image_base.architecture())]
    with ThreadPoolExecutor(max_workers=1) as pool:
        say(f"downloading Node {recipe.node} and npm {recipe.npm}")
        layer = pool.submit(image_node.node_layer, folder, recipe.node, recipe.npm, cpu, recipe.integrity.get(cpu))
        base = _base(client, recipe.variant) or _import_base(client, recipe.variant, folder, say)
        return _commit(client, base, layer.result(), recipe, say)


def _base(client: docker.DockerClient, variant: ImageVariant) -> DockerImage | None:
    return next(iter(ours(client, {"buildcheck.contract": CONTRACT, "buildcheck.base": variant})), None)


def _import_base(client: docker.DockerClient, variant: ImageVariant, folder: Path, say: Say) -> DockerImage:
    # The tag is part of the name, and each label a change of its own: Podman reads neither any other way.
    name = f"buildcheck/base:{image_base.SUITE}-{variant}-{CONTRACT}"
    labels = {LABEL: "1", "buildcheck.contract": CONTRACT, "buildcheck.base": variant}
    changes = [f"ENV PATH={PATH}", *(f"LABEL {key}={value}" for key, value in labels.items())]
    with image_base.root_tar(folder, variant, say) as stream:
        said = client.api.import_image_from_stream(stream, repository=name, changes=changes)
    shutil.rmtree(folder / "root", ignore_errors=True)
    # The daemon answers 200 before it reads the tar; what went wrong is in the last line of the answer.
    last = json.loads(said.strip().splitlines()[-1])
    if "error" in last:
        raise EngineError(f"The daemon refused the Debian base: {last['error']}")
    return client.images.get(name)


def _commit(client: docker.DockerClient, base: DockerImage, layer: Path, recipe: Recipe, say: Say) -> DockerImage:
    say(f"storing the image for Node {recipe.node} ({recipe.variant})")
    name = f"buildcheck-image-{recipe.node}-{recipe.variant}"
    # A build that was killed here leaves its container; it can't have another label than the image made from it.
    with suppress(docker.errors.NotFound):
        client.containers.get(name).remove(force=True)
    container = client.containers.create(
        str(base.id),
        name=name,
        command=["node"],
        labels={**recipe.labels, "buildcheck.base": ""},
        environment={"PATH": PATH, "NODE_VERSION": recipe.node},
        network_mode="none",
    )
    try:
        with layer.open("rb") as stream:
            container.put_archive("/", stream)
        return container.commit("buildcheck/node", f"{recipe.node}-{recipe.variant}")
    finally:
        container.remove(force=True)
