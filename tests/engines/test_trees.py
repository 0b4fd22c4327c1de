"""Installed trees on a real engine: what one run does with a tree that another run uses."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import docker
import pytest
from msgspec.structs import replace

from buildcheck.engines.base import Event
from buildcheck.engines.docker.ledger import Ledger
from buildcheck.engines.docker.trees import SOON, Tree
from buildcheck.model.plan import Choice
from tests.engines import parts

pytestmark = pytest.mark.engine

PLAN = replace(parts.plan("22.21.1", parts.manager()), reusable_tree=Choice(value="yes", reason="a test"))


class Trees:
    """Trees of one key, each as a run of its own has it."""

    def __init__(self, client: docker.DockerClient, folder: Path) -> None:
        self.client = client
        self._ledger = Ledger(folder, "test")
        self._key = uuid4().hex
        self.made: list[Tree] = []
        self.said: list[Event] = []

    def open(self, *, use_cache: bool = True) -> Tree:
        tree = Tree(self.client, self._ledger, PLAN, self._key, uuid4().hex[:12])
        tree.open(self.said.append, use_cache=use_cache)
        self.made.append(tree)
        return tree

    def forget(self, tree: Tree) -> None:
        self._ledger.forget(tree.name)


@pytest.fixture
def trees(engine_client: docker.DockerClient, tmp_path: Path) -> Iterator[Trees]:
    opened = Trees(engine_client, tmp_path)
    yield opened
    for name in {tree.name for tree in opened.made}:
        for volume in engine_client.volumes.list(filters={"name": name}):
            volume.remove(force=True)


def test_a_complete_tree_serves_the_next_run(trees: Trees) -> None:
    first = trees.open()
    first.complete()
    first.learn(scripts="none")
    second = trees.open()
    assert (second.name, second.reused, second.facts) == (first.name, True, {"scripts": "none"})


def test_a_run_that_waits_for_another_says_so(trees: Trees) -> None:
    filling = threading.Event()

    def fill() -> None:
        first = trees.open()
        filling.set()
        time.sleep(SOON + 1)
        first.complete()

    other = threading.Thread(target=fill)
    other.start()
    filling.wait()
    second = trees.open()
    other.join()
    assert second.reused
    assert ["waiting for another run" in each.text for each in trees.said] == [True]


def test_an_incomplete_tree_is_removed_and_never_used(trees: Trees) -> None:
    first = trees.open()
    first.close()
    assert trees.client.volumes.list(filters={"name": first.name}) == []
    assert not trees.open().reused


def test_a_run_without_cache_leaves_a_complete_tree_alone(trees: Trees) -> None:
    first = trees.open()
    first.complete()
    fresh = trees.open(use_cache=False)
    assert not fresh.reused
    assert fresh.name != first.name
    fresh.complete()
    fresh.close()
    assert trees.client.volumes.list(filters={"name": fresh.name}) == []
    assert trees.open().reused


def test_a_tree_in_use_that_the_ledger_lost_is_left_alone(trees: Trees, build_image: str) -> None:
    first = trees.open()
    first.complete()
    trees.forget(first)
    mount = docker.types.Mount("/tree", first.name)
    user = trees.client.containers.create(build_image, ["true"], mounts=[mount], labels={"buildcheck.test": "trees"})
    try:
        second = trees.open()
        assert not second.reused
        assert second.name != first.name
        assert trees.client.volumes.get(first.name).name == first.name
    finally:
        user.remove(force=True)
