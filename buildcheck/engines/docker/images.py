"""A Node version and a variant -> an image in the daemon that keeps the contract of ``images/README.md``.

In this order: an image made here earlier, the official image by its pinned digest, an image made here now. A container
registry that does not answer is no reason to fail: the next way is tried, and only when all are closed is it told
what each of them lacked.
"""

from __future__ import annotations

import contextlib
from contextlib import suppress
from typing import Any, Literal

import docker
import requests
from docker.models.images import Image as DockerImage

from buildcheck.engines.base import Event, Watch
from buildcheck.engines.docker import image_build
from buildcheck.engines.docker.image_build import Recipe
from buildcheck.errors import EngineError, TransientError
from buildcheck.model.plan import ImageVariant, Manager
from buildcheck.model.value import Value
from buildcheck.plan.catalogue import NodeRelease, node_release, node_releases

OFFICIAL = "node"
HEADERS = "/usr/local"


class Image(Value, frozen=True, kw_only=True):
    """An image that a container can be started from.

    ``reference`` is what the daemon finds it by, ``digest`` what it is (``sha256:…``): the digest in its registry for
    an official image, the image's id for one built here. ``npm`` is the npm that is in it.
    """

    reference: str
    digest: str
    origin: Literal["official", "built here"]
    node: str
    npm: str
    variant: ImageVariant


class NotPulled(Exception):
    """An official image can't be had. ``broke_off``: its download had begun, so that a second try may bring it."""

    def __init__(self, reason: str, *, broke_off: bool = False) -> None:
        super().__init__(reason)
        self.broke_off = broke_off


def ensure(client: docker.DockerClient, node: str, variant: ImageVariant, watch: Watch) -> Image:
    """Give an image for exactly the Node version ``node``.

    Raises:
        EngineError: there is none, none can be pulled and none can be made here; it names what was tried.
        TransientError: the only way left was a download that broke off or got no answer.
    """
    found = built(client, node, variant)
    if found is not None:
        return found
    release = node_release(node) or NodeRelease(version=node, npm="", lts=False, integrity={})
    try:
        return official(client, release, variant, watch)
    except NotPulled as error:
        obstacles = image_build.obstacles(client)
        if obstacles:
            raise _nothing_left(node, error, obstacles) from error
    return build(client, node, variant, watch)


def official(
    client: docker.DockerClient, release: NodeRelease, variant: ImageVariant, watch: Watch, repository: str = OFFICIAL
) -> Image:
    """Give the official image of ``release`` by its pinned digest, from the daemon or else from ``repository``.

    Raises:
        NotPulled: there is no pin, the registry did not give it, or what it gave is not what the pin promises.
    """
    digest = release.digest_full if variant == "full" else release.digest_slim
    if digest is None:
        raise NotPulled(f"no digest of the official image of Node {release.version} ({variant}) is pinned")
    reference = f"{repository}@{digest}"
    problem = _mismatch(_pull(client, reference, watch), release.version, str(client.version().get("Arch")))
    if problem:
        raise NotPulled(f"{reference} is not usable: {problem}")
    return Image(
        reference=reference,
        digest=digest,
        origin="official",
        node=release.version,
        npm=release.npm,
        variant=variant,
    )


def build(client: docker.DockerClient, version: str, variant: ImageVariant, watch: Watch) -> Image:
    """Make the image for Node ``version`` here, unless another run just did.

    Raises:
        EngineError: something is missing here, or a tool or the daemon failed.
        TransientError: a registry or the Debian mirror did not answer.
    """

    def say(text: str) -> None:
        watch(Event(kind="prepare", text=f"build image: {text}"))

    with image_build.building() as folder:
        found = built(client, version, variant)
        if found is not None:
            return found
        release = node_release(version)
        recipe = Recipe(
            node=version,
            npm=release.npm if release else likely_npm(version),
            variant=variant,
            integrity=release.integrity if release else {},
        )
        try:
            image_build.make(client, recipe, folder, say)
        except (docker.errors.DockerException, requests.RequestException) as error:
            raise EngineError(
                f"The daemon did not take the build image: {_said(error)}",
                why="The daemon broke off, or has no room left.",
                do="Look at the daemon's log and its disk (`docker system df`), then try again.",
            ) from error
    found = built(client, version, variant)
    if found is None:
        raise EngineError(f"The daemon does not list the image for Node {version} that it was just given.")
    return found


def built(client: docker.DockerClient, node: str, variant: ImageVariant) -> Image | None:
    """Give the image that was made here for ``node`` and ``variant`` under today's contract, if there is one."""
    labels = Recipe(node=node, npm="", variant=variant).labels
    del labels["buildcheck.npm"]
    found = image_build.ours(client, labels)
    return _image(found[0]) if found else None


def _image(found: DockerImage) -> Image:
    labels = found.labels
    return Image(
        reference=str(found.id),
        digest=str(found.id),
        origin="built here",
        node=labels["buildcheck.node"],
        npm=labels["buildcheck.npm"],
        variant="slim" if labels["buildcheck.variant"] == "slim" else "full",
    )


def remove_all(client: docker.DockerClient) -> tuple[str, ...]:
    """Remove every image that was made here and is not in use, and give their names."""
    removed = []
    for image in client.images.list(filters={"label": "buildcheck.image=1"}):
        with contextlib.suppress(docker.errors.APIError):
            client.images.remove(str(image.id), force=True)
            removed.append(f"image {image.tags[0] if image.tags else image.short_id}")
    return tuple(removed)


def made_here(client: docker.DockerClient) -> tuple[Image, ...]:
    """Give every image that was made here under today's contract, in the order of the daemon."""
    found = image_build.ours(client, {"buildcheck.contract": image_build.CONTRACT})
    return tuple(_image(each) for each in found if "buildcheck.node" in each.labels)


def headers_environment(manager: Manager) -> dict[str, str]:
    """Give the variables that make node-gyp compile with the image's own headers instead of downloading them.

    node-gyp before 11.1 reads ``npm_config_nodedir`` alone, and npm 11 warns about exactly that name; what npm 11
    brings reads the second one (node-gyp's lib/node-gyp.js; nodejs/node-gyp#3156).
    """
    variables = {"npm_package_config_node_gyp_nodedir": HEADERS}
    if manager.name != "npm" or int(manager.version.partition(".")[0]) < 11:
        variables["npm_config_nodedir"] = HEADERS
    return variables


def likely_npm(version: str) -> str:
    """Give the npm of the nearest earlier release of the same line, else of the oldest known one of that line."""
    major = version.partition(".")[0]
    line = [each for each in node_releases() if each.version.partition(".")[0] == major]
    if not line:
        raise EngineError(
            f"Which npm Node {version} ships is not known.",
            why="Its line is not in the catalogue of Node releases.",
            do=f"Choose a version of one of these lines with `--node`: {_lines()}.",
        )
    wanted = _numbers(version)
    return next((each.npm for each in line if _numbers(each.version) <= wanted), line[-1].npm)


def _lines() -> str:
    return ", ".join(dict.fromkeys(each.version.partition(".")[0] for each in node_releases()))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split("."))


def _pull(client: docker.DockerClient, reference: str, watch: Watch) -> DockerImage:
    with suppress(docker.errors.ImageNotFound):
        return client.images.get(reference)
    begun = False
    try:
        for part in client.api.pull(reference, stream=True, decode=True):
            if "error" in part:
                raise NotPulled(f"{reference} could not be pulled: {part['error']}", broke_off=begun)
            begun = begun or "progressDetail" in part
            if part.get("status") == "Pull complete":
                watch(Event(kind="prepare", text=f"build image: {reference}: layer {part.get('id')} is here"))
        return client.images.get(reference)
    except (docker.errors.APIError, requests.RequestException) as error:
        raise NotPulled(f"{reference} could not be pulled: {_said(error)}", broke_off=begun) from error


def _said(error: Exception) -> str:
    explanation: Any = getattr(error, "explanation", None)
    return str(explanation or error).strip().splitlines()[0][:300]


def _mismatch(image: DockerImage, node: str, architecture: str) -> str:
    """Say in which way an official image is not what its pin promises; nothing when it is."""
    config = image.attrs.get("Config") or {}
    if f"NODE_VERSION={node}" not in (config.get("Env") or ()):
        return f"it does not hold Node {node}"
    if image.attrs.get("Architecture") != architecture:
        return f"it is made for {image.attrs.get('Architecture')}, the daemon runs {architecture}"
    return ""


def _nothing_left(node: str, pull: NotPulled, obstacles: tuple[str, ...]) -> EngineError | TransientError:
    kind = TransientError if pull.broke_off else EngineError
    return kind(
        f"There is no build image for Node {node}: none was made here earlier; {pull}; "
        f"and none can be made here, because this machine lacks {'; '.join(obstacles)}.",
        why="The container registry does not answer the daemon, and this machine can't make the image itself.",
        do="Let the daemon reach a container registry, or run `buildcheck images build` as root on Debian with "
        "debootstrap and npm, or use `--engine local`.",
    )
