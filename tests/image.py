"""The one build image that tests share, so that a fresh machine makes it once: the Node that is planned by default."""

from __future__ import annotations

import docker

from buildcheck.engines.docker import images
from buildcheck.engines.docker.images import Image
from buildcheck.plan.catalogue import NodeRelease, node_releases


def default_release() -> NodeRelease:
    """Give the Node release of a plan for a project that names none."""
    return next(each for each in node_releases() if each.lts)


def default_image(client: docker.DockerClient) -> Image:
    """Give its full image, made here when there is none."""
    return images.ensure(client, default_release().version, "full", lambda event: None)
