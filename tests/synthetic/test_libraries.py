"""The libraries that projects use are the judges of the values made for them: they run in Node, and refuse none."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from buildcheck.model.environment import Expectation, Inventory, Variable
from buildcheck.synthetic import synthesise
from tests.synthetic.drawn import EXPECTATIONS, NAMES
from tests.synthetic.installed import installed

HERE = Path(__file__).parent
LIBRARIES = HERE / "libraries.mjs"


@pytest.mark.network
def test_libraries_take_their_values(tmp_path: Path) -> None:
    names = sorted(set(re.findall(r"values\.([A-Z][A-Z0-9_]+)", LIBRARIES.read_text("utf-8"))))
    made = synthesise(Inventory(variables={each: Variable(name=each) for each in names}), seed="1").values
    file = tmp_path / "values.json"
    file.write_text(json.dumps({name: each.value for name, each in made.items()}), "utf-8")
    command = ["node", str(LIBRARIES), str(file)]
    done = subprocess.run(command, cwd=installed(), capture_output=True, text=True, check=True, timeout=120)
    said = json.loads(done.stdout)
    assert len(said) > 30
    assert {name: message for name, message in said.items() if message is not None} == {}


class Schemas:
    """A process that builds schemas and asks them."""

    def __init__(self, to: IO[str], back: IO[str]) -> None:
        self._to = to
        self._back = back

    def refusals(self, expected: Expectation, value: str) -> dict[str, str]:
        """Give the libraries that refuse ``value``, with what they say."""
        self._to.write(json.dumps({"expected": msgspec.to_builtins(expected), "value": value}) + "\n")
        self._to.flush()
        answer: dict[str, str] = json.loads(self._back.readline())
        return answer


@pytest.fixture(scope="module")
def schemas() -> Iterator[Schemas]:
    command = ["node", str(HERE / "schemas.mjs")]
    with subprocess.Popen(
        command, cwd=installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as node:
        assert node.stdin is not None
        assert node.stdout is not None
        try:
            yield Schemas(node.stdin, node.stdout)
        finally:
            node.stdin.close()
            node.wait(timeout=30)


@pytest.mark.network
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(name=NAMES, expected=EXPECTATIONS)
def test_validators_take_what_they_ask_for(schemas: Schemas, name: str, expected: Expectation) -> None:
    variable = Variable(name=name, expectations=(expected,))
    made = synthesise(Inventory(variables={name: variable}), seed="1").values.get(name)
    if made is not None:
        assert schemas.refusals(expected, made.value) == {}, made.value
