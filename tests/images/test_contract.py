"""What every build image must offer, asserted inside a container that is as confined as a step's.

``BUILDCHECK_TEST_IMAGES`` (a list of ``node@sha256:…``, comma separated, each a pinned official image) adds official
images on machines whose daemon reaches a container registry.
"""

from __future__ import annotations

import json
import os
import resource
import tarfile
from io import BytesIO
from typing import Any

import docker
import pytest
from docker.types import Ulimit

from buildcheck.engines.base import Event
from buildcheck.engines.docker import images
from buildcheck.engines.docker.images import Image
from buildcheck.model.plan import ImageVariant, Manager
from buildcheck.plan.catalogue import node_releases
from tests.image import default_release

pytestmark = [pytest.mark.engine, pytest.mark.network]

NODE = default_release().version
TOOLS = ("git", "python3", "make", "g++", "openssl", "curl", "unzip", "ps")
CA_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
FACTS = """
const fs = require("fs"), {execFileSync} = require("child_process");
const header = fs.readFileSync("/usr/local/include/node/node_version.h", "utf8");
const number = name => header.match(new RegExp(`#define NODE_${name}_VERSION (\\\\d+)`))[1];
const found = name => process.env.PATH.split(":").some(folder => fs.existsSync(`${folder}/${name}`));
console.log(JSON.stringify({
  node: process.versions.node,
  headers: ["MAJOR", "MINOR", "PATCH"].map(number).join("."),
  npm: execFileSync("npm", ["--version"], {encoding: "utf8"}).trim(),
  npx: execFileSync("npx", ["--version"], {encoding: "utf8"}).trim(),
  uid: process.getuid(),
  gid: process.getgid(),
  tools: process.argv[1].split(",").filter(found),
  certificates: fs.existsSync(process.argv[2]),
}));
"""
ADDON = {
    "package.json": '{"name": "addon", "version": "1.0.0", "gypfile": true}',
    "binding.gyp": '{"targets": [{"target_name": "addon", "sources": ["addon.cc"]}]}',
    "addon.cc": """
#include <node.h>
static void Answer(const v8::FunctionCallbackInfo<v8::Value>& info) { info.GetReturnValue().Set(42); }
static void Init(v8::Local<v8::Object> exports) { NODE_SET_METHOD(exports, "answer", Answer); }
NODE_MODULE(addon, Init)
""",
}
COMPILE = """
const fs = require("fs"), {execFileSync} = require("child_process");
for (const [name, text] of Object.entries(JSON.parse(process.argv[1]))) fs.writeFileSync(name, text);
execFileSync("npm", ["rebuild", "--foreground-scripts"], {stdio: ["ignore", 2, 2]});
console.log(JSON.stringify(require(process.cwd() + "/build/Release/addon.node").answer()));
"""


def run_in(client: docker.DockerClient, image: str, *argv: str, environment: dict[str, str] | None = None) -> Any:
    """Run Node in the image as a step would: no network, no capability, numeric user, nothing writable but tmpfs."""
    output = client.containers.run(
        image,
        ["node", *argv],
        entrypoint=[],
        user="10001:10001",
        network_mode="none",
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        tmpfs={"/tmp": "size=512m,mode=1777,exec", "/home/build": "mode=1777"},
        working_dir="/tmp",
        environment={"HOME": "/home/build", **(environment or {})},
        ulimits=[_limit("nofile", resource.RLIMIT_NOFILE), _limit("nproc", resource.RLIMIT_NPROC)],
        labels={"buildcheck.test": "images"},
        remove=True,
        stderr=False,
    )
    return json.loads(output)


def _limit(name: str, kind: int) -> Ulimit:
    """Podman's own defaults can exceed what this machine allows; then no container starts."""
    hard = resource.getrlimit(kind)[1]
    most = 4096 if hard == resource.RLIM_INFINITY else min(4096, hard)
    return Ulimit(name=name, soft=most, hard=most)


def official_images() -> list[str]:
    return [each for each in os.environ.get("BUILDCHECK_TEST_IMAGES", "").split(",") if each]


def unwatched(_: Event) -> None:
    """Take no notice of progress."""


@pytest.fixture(scope="module", params=["full", "slim", *official_images()])
def image(request: pytest.FixtureRequest, client: docker.DockerClient) -> Image:
    variant: ImageVariant = "slim" if request.param == "slim" else "full"
    if request.param in ("full", "slim"):
        return images.build(client, NODE, variant, unwatched)
    repository, _, digest = request.param.partition("@")
    release = next(each for each in node_releases() if digest in (each.digest_full, each.digest_slim))
    variant = "full" if digest == release.digest_full else "slim"
    return images.official(client, release, variant, unwatched, repository)


def test_an_image_offers_what_the_contract_says(client: docker.DockerClient, image: Image) -> None:
    facts = run_in(client, image.reference, "-e", FACTS, ",".join(TOOLS), CA_BUNDLE)
    assert facts["node"] == facts["headers"] == image.node
    assert facts["npm"] == facts["npx"] == image.npm
    assert (facts["uid"], facts["gid"]) == (10001, 10001)
    full = image.variant == "full"
    assert set(facts["tools"]) == (set(TOOLS) if full else set())
    assert facts["certificates"] is full


def test_a_native_package_compiles_without_a_download(client: docker.DockerClient, image: Image) -> None:
    if image.variant == "slim":
        pytest.skip("a slim image has no compiler")
    manager = Manager(name="npm", version=image.npm, package="npm", reason="the image's own")
    environment = images.headers_environment(manager)
    assert run_in(client, image.reference, "-e", COMPILE, json.dumps(ADDON), environment=environment) == 42


def test_without_the_variables_node_gyp_would_download(client: docker.DockerClient, image: Image) -> None:
    """Keeps the test above honest: it is the image's headers that make it pass."""
    if image.variant == "slim":
        pytest.skip("a slim image has no compiler")
    with pytest.raises(docker.errors.ContainerError):
        run_in(client, image.reference, "-e", COMPILE, json.dumps(ADDON))


def test_labels_tell_what_was_built(client: docker.DockerClient, image: Image) -> None:
    if image.origin == "official":
        pytest.skip("official images carry no labels of ours")
    labels = client.images.get(image.reference).labels
    assert labels["buildcheck.image"] == labels["buildcheck.contract"] == "1"
    assert labels["buildcheck.node"] == image.node
    assert labels["buildcheck.npm"] == image.npm
    assert labels["buildcheck.variant"] == image.variant


@pytest.mark.parametrize("path", ["/etc/resolv.conf", "/etc/hostname", "/etc/machine-id"])
def test_nothing_of_this_machine_is_in_the_image(client: docker.DockerClient, image: Image, path: str) -> None:
    container = client.containers.create(image.reference, labels={"buildcheck.test": "images"})
    try:
        content = b"".join(container.get_archive(path)[0])
    except docker.errors.NotFound:
        return
    finally:
        container.remove()
    with tarfile.open(fileobj=BytesIO(content)) as tar:
        assert [member.size for member in tar] == [0]


def test_an_image_made_here_is_found_again(client: docker.DockerClient, image: Image) -> None:
    if image.origin == "official":
        pytest.skip("it was not made here")
    events: list[str] = []
    assert images.ensure(client, image.node, image.variant, lambda event: events.append(event.text)) == image
    assert events == []
