"""A snapshot as JSON: what is written can be read back, and what somebody else wrote is read as hostile."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.load.machine_file import LARGEST, SnapshotError, read_machine
from buildcheck.model.built_app import BuiltApp, BuiltRoute
from buildcheck.model.machine import (
    CommandPlace,
    GlobalPackage,
    Libc,
    LocalFile,
    LocalOutput,
    Machine,
    MachineSetting,
    MachineVariable,
    NodeVariables,
    Outside,
    Program,
    System,
    Tree,
    TreePackage,
)
from buildcheck.model.observed import Observed, UsedFile, UsedModule, UsedProgram
from buildcheck.model.value import At
from buildcheck.reports.json import encode
from buildcheck.reports.machine import render
from buildcheck.reports.view import View

for kind in (At, BuiltRoute, Libc, TreePackage, Program, LocalFile):
    st.register_type_strategy(kind, st.builds(kind))

TEXT = st.text(max_size=20)


def some(value: type) -> st.SearchStrategy[object]:
    return st.lists(st.builds(value), max_size=3).map(tuple)


MACHINES = st.builds(
    Machine,
    schema=st.just(1),
    tool=TEXT,
    system=st.builds(System),
    programs=some(Program),
    globals=some(GlobalPackage),
    commands=some(CommandPlace),
    settings=some(MachineSetting),
    variables=some(MachineVariable),
    node=st.builds(NodeVariables),
    files=st.none() | some(LocalFile),
    tree=st.none() | st.builds(Tree, missing=some(TreePackage), different=some(TreePackage)),
    outside=some(Outside),
    used=st.none() | st.builds(Observed, modules=some(UsedModule), programs=some(UsedProgram), files=some(UsedFile)),
    output=st.none() | st.builds(LocalOutput, app=st.none() | st.builds(BuiltApp, routes=some(BuiltRoute))),
    seconds=st.none() | st.floats(0, 100),
    further_files=st.integers(0, 10**9),
    further_settings=st.integers(0, 10**9),
    modified=st.none() | st.integers(0, 10**9),
)


@given(MACHINES)
def test_what_is_written_is_read_back(machine: Machine) -> None:
    assert read_machine(encode(machine).encode()) == machine


@given(MACHINES)
def test_any_snapshot_can_be_shown(machine: Machine) -> None:
    text = render(machine, View(width=100))
    assert "\x1b" not in text
    assert "snapshot" in text


MINIMAL = {"schema": 1, "tool": "1", "project": None, "system": {"os": "linux", "arch": "x64"}}


def test_the_least_that_is_a_snapshot() -> None:
    assert read_machine(json.dumps(MINIMAL).encode()).system.os == "linux"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no snapshot"),
        (b"\xff\xfe", "no snapshot"),
        (b"[]", "no snapshot"),
        (b"[" * 200_000, "no snapshot"),
        (b'{"schema": 2}', "schema 2"),
        (b'{"schema": 1, "tool": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "no snapshot"),
        (json.dumps(MINIMAL | {"odd": 1}).encode(), "unknown field `odd`"),
        (json.dumps(MINIMAL | {"system": {"os": "linux", "arch": "x64", "odd": 1}}).encode(), "unknown field `odd`"),
        (json.dumps(MINIMAL | {"globals": [{"name": "a", "manager": "pip"}]}).encode(), "pip"),
        (json.dumps(MINIMAL | {"files": {}}).encode(), "array"),
        (json.dumps(MINIMAL | {"modified": "3"}).encode(), "int"),
        (b" " * (LARGEST + 1), "larger"),
    ],
)
def test_what_is_no_snapshot_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(SnapshotError, match=said):
        read_machine(content)
