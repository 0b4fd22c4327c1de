"""Settings that several places state: the strongest counts, and is told once."""

from __future__ import annotations

import pytest

from tests.observe.machines import Developer


def of_registry(developer: Developer) -> list[tuple[str, str]]:
    return [(each.here, each.clean) for each in developer.diff() if each.subject == "registry"]


def test_the_environment_comes_before_the_users_file(developer: Developer) -> None:
    (developer.home / ".npmrc").write_text("registry=https://one.example.test/\n")
    nothing = "No file of the project says so."
    assert of_registry(developer) == [("registry=https://one.example.test/ in ~/.npmrc.", nothing)]
    developer.environ["npm_config_registry"] = "https://two.example.test/"
    assert of_registry(developer) == [("registry=https://two.example.test/ in the environment.", nothing)]


@pytest.mark.parametrize(
    ("said", "differs"), [("https://two.example.test/npm/", False), ("https://three.example.test/", True)]
)
def test_the_environment_comes_before_the_project(developer: Developer, said: str, differs: bool) -> None:
    (developer.home / ".npmrc").write_text("registry=https://one.example.test/\n")
    developer.write({".npmrc": f"registry={said}\n"}, commit=True)
    assert of_registry(developer) == []
    developer.environ["npm_config_registry"] = "https://two.example.test/npm/"
    expected = ("registry=https://two.example.test/ in the environment.", f".npmrc says {said}.")
    assert of_registry(developer) == ([expected] if differs else [])


def test_a_value_of_node_env_that_is_nobodys_is_not_told(developer: Developer) -> None:
    developer.environ |= {"NODE_ENV": "s3cret", "NODE_OPTIONS": "--title=x"}
    found = {each.subject: each for each in developer.diff(everything=True) if each.kind == "setting"}
    assert found["NODE_ENV"].here == "NODE_ENV has a value of its own."
    assert found["NODE_OPTIONS"].consequence == "It is not known to decide whether a project builds."
