"""A machine beside a clean build -> what can be tried, and what is only named."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from buildcheck.factors import collect
from buildcheck.factors.situation import Situation
from buildcheck.model.build import Outcome
from buildcheck.model.difference import Difference, DifferenceKind, DifferenceWeight
from buildcheck.model.explanation import Change, Factor, NotTried
from buildcheck.model.machine import (
    CommandPlace,
    LocalFile,
    Machine,
    MachineSetting,
    MachineVariable,
    NodeVariables,
    Program,
    System,
    Tree,
    TreePackage,
)
from buildcheck.model.project import Entry
from buildcheck.model.survey import Survey
from buildcheck.model.value import At
from tests.parts import build, plan, project, step

SYSTEM = System(os="linux", arch="x64", memory=32 * 1024**3)


def machine(**fields: Any) -> Machine:
    return Machine(tool="1", project="demo", **{"system": SYSTEM, **fields})


def difference(kind: DifferenceKind, subject: str, weight: DifferenceWeight = "may-break") -> Difference:
    return Difference(kind=kind, weight=weight, subject=subject, here="Here.", clean="0.5 GB.", consequence="So.")


def found(
    differences: tuple[Difference, ...], log: str = "it failed", *, here: Machine | None = None, **fields: Any
) -> tuple[tuple[Factor, ...], tuple[NotTried, ...]]:
    situation = Situation(
        machine=here or machine(),
        project=project(),
        survey=Survey(),
        plan=plan(),
        build=build(step(log=log)),
        differences=differences,
        **fields,
    )
    return collect(situation)


def test_a_lockfile_that_git_lacks_is_known_for_installs_that_fail() -> None:
    situation = Situation(
        machine=machine(files=(LocalFile(path="pnpm-lock.yaml"),)),
        project=project(),
        survey=Survey(lockfiles_left_out={"pnpm-lock.yaml": None}),
        plan=plan(),
        build=build(step("fetch", log="npm error code ERESOLVE")),
        differences=(difference("file", "pnpm-lock.yaml"),),
        beside={"pnpm-lock.yaml": (Entry(path="pnpm-lock.yaml", kind="file", size=9),)},
    )
    ((factor,), _) = collect(situation)
    assert factor.change.files == ("pnpm-lock.yaml",)
    assert "peer-dependency-conflict" in factor.diagnoses


def test_what_a_server_s_bundler_leaves_is_not_tried() -> None:
    files = (".nitro/vite/x.js", ".output/server/index.mjs", ".tanstack/tmp.json")
    left = {each: (Entry(path=each, kind="file", size=1),) for each in files}
    differences = tuple(difference("file", each, "harmless") for each in files)
    assert found(differences, beside=left) == ((), ())


def test_nothing_differs_nothing_is_tried() -> None:
    assert found(()) == ((), ())


@pytest.mark.parametrize(
    ("outcome", "close"),
    [
        ("failed", "Ask for 20.20.2 in .nvmrc:1, so that it is used everywhere."),
        ("ok", "Use Node 22.21.1 here, too."),
    ],
)
def test_a_version_is_taken_from_the_side_that_builds(outcome: Outcome, close: str) -> None:
    node = Program(name="node", path="~/node", file="~/node", origin="nvm", version="20.20.2")
    pinned = replace(difference("version", "node"), at=At(path=".nvmrc", line=1))
    situation = Situation(
        machine=machine(programs=(node,)),
        project=project(),
        survey=Survey(),
        plan=plan(),
        build=build(step(outcome=outcome)),
        differences=(pinned,),
    )
    assert [each.difference.close for each in collect(situation)[0]] == [close]


@pytest.mark.parametrize("key", ["registry", "//npm.example.test/:_authToken", "cafile"])
def test_addresses_and_credentials_are_not_handed_over(key: str) -> None:
    setting = MachineSetting(manager="npm", scope="user", file="~/.npmrc", key=key, value="https://npm.example.test/")
    factors, left = found((difference("setting", key),), here=machine(settings=(setting,)))
    assert factors == ()
    assert [each.reason for each in left] == ["Addresses and credentials of this machine are not handed over."]


def test_a_setting_that_decides_is_tried_as_it_is() -> None:
    setting = MachineSetting(manager="npm", scope="user", file="~/.npmrc", key="legacy-peer-deps", value="true")
    factors, _ = found((difference("setting", "legacy-peer-deps"),), here=machine(settings=(setting,)))
    assert [each.change for each in factors] == [Change(settings={"legacy-peer-deps": "true"})]


@pytest.mark.parametrize(
    ("options", "tried"),
    [(("--max-old-space-size=8192",), True), (("--require",), False), (("--…",), False)],
)
def test_options_of_node_are_tried_where_they_load_nothing(options: tuple[str, ...], tried: bool) -> None:
    here = machine(node=NodeVariables(options=options))
    factors, left = found((difference("setting", "NODE_OPTIONS"),), here=here)
    assert (len(factors), len(left)) == ((1, 0) if tried else (0, 1))


def test_a_linked_package_is_named() -> None:
    tree = Tree(packages=1, manager="npm", linked=(TreePackage(name="ui", link="~/ui", place="node_modules/ui"),))
    factors, left = found((difference("package", "ui"),), here=machine(tree=tree))
    assert (factors, [each.difference.subject for each in left]) == ((), ["ui"])


def test_another_version_counts_where_it_is_another_line() -> None:
    node = Program(name="node", path="/usr/bin/node", file="/usr/bin/node", origin="system", version="18.20.8")
    here = machine(programs=(node,))
    assert [each.change.node for each in found((difference("version", "node"),), here=here)[0]] == ["18.20.8"]
    assert found((difference("version", "node", "harmless"),), here=here) == ((), ())


@pytest.mark.parametrize(("version", "speaks"), [("24.1.0", True), ("18.20.8", False), ("nightly", False)])
def test_what_only_newer_nodes_have_speaks_for_a_newer_node(version: str, speaks: bool) -> None:
    node = Program(name="node", path="~/node", file="~/node", origin="nvm", version=version)
    (factor,), _ = found((difference("version", "node"),), here=machine(programs=(node,)))
    assert ("toSorted is not a function" in factor.words) is speaks


def test_variables_are_tried_with_made_values_alone() -> None:
    here = machine(variables=tuple(MachineVariable(name=name, files=(".env.local",), build=True) for name in "AB"))
    factors, left = found((difference("variable", "A"), difference("variable", "B")), here=here, made=frozenset("A"))
    assert [each.change for each in factors] == [Change(variables=("A",))]
    assert [each.reason for each in left] == ["No value can be made for it."]


def test_files_of_a_folder_are_one_factor() -> None:
    record = LocalFile(path="data/", rule=At(path=".gitignore", line=3), pattern="data/")
    entries = tuple(Entry(path=f"data/{name}", kind="file", size=1) for name in ("a.json", "b.json"))
    factors, _ = found(
        (difference("file", "data/", "harmless"),), here=machine(files=(record,)), beside={"data/": entries}
    )
    assert [each.change.files for each in factors] == [("data/a.json", "data/b.json")]
    assert factors[0].because == "`data/` is ignored by `.gitignore:3` (`data/`)"


def test_imported_files_that_one_rule_hides_are_one_factor_and_one_thing_to_do() -> None:
    record = LocalFile(path="src/lib/", rule=At(path=".gitignore", line=46), pattern="lib/")
    paths = tuple(f"src/lib/{name}.ts" for name in "abcdef")
    entries = tuple(Entry(path=path, kind="file", size=1) for path in paths)
    imported = tuple(replace(difference("file", path, "breaks"), at=At(path="src/x.ts")) for path in paths[:4])
    factors, _ = found(imported, here=machine(files=(record,)), beside={"src/lib/": entries})
    assert [each.because for each in factors] == [
        "`src/lib/a.ts`, `src/lib/b.ts`, `src/lib/c.ts` and 1 more are ignored by `.gitignore:46` (`lib/`)",
        "the rest of `src/lib/` is ignored by `.gitignore:46` (`lib/`)",
    ]
    assert factors[0].difference.close == (
        "Narrow the rule in .gitignore:46, so that it leaves these files in, then git add src/lib."
    )
    assert "src/lib/a" in factors[0].words


@pytest.mark.parametrize("path", ["node_modules/", ".next/", ".env.local"])
def test_what_tools_make_and_env_files_are_no_files_to_be_tried(path: str) -> None:
    log = f"ENOENT: no such file {path}"
    record = LocalFile(path=path, rule=At(path=".gitignore", line=1), pattern=path)
    assert found((difference("file", path, "harmless"),), log, here=machine(files=(record,)), beside={path: ()}) == (
        (),
        (),
    )


def test_a_file_that_may_be_secret_is_named_where_the_log_misses_it() -> None:
    record = LocalFile(path="service-account.json", rule=At(path=".gitignore", line=1), pattern="*.json")
    of = (difference("file", "service-account.json", "harmless"),)
    here = machine(files=(record,))
    _, left = found(of, "Error: ENOENT: open 'service-account.json'", here=here, beside={"service-account.json": ()})
    assert [(each.named, each.reason) for each in left] == [(True, "It may hold secrets, or is too large to be tried.")]
    assert found(of, "Error: tax", here=here, beside={"service-account.json": ()}) == ((), ())


def test_a_program_of_the_system_is_not_brought() -> None:
    place = CommandPlace(name="jq", origin="system", scripts=("build",), path="/usr/bin/jq")
    factors, _ = found((difference("undeclared-global", "jq"),), here=machine(commands=(place,)))
    assert factors == ()


def test_beside_a_clean_build_that_passes_the_shell_is_to_change() -> None:
    situation = Situation(
        machine=machine(node=NodeVariables(node_env="production")),
        project=project(),
        survey=Survey(),
        plan=plan(),
        build=build(step(outcome="ok")),
        differences=(difference("setting", "NODE_ENV", "changes"),),
    )
    (factor,), _ = collect(situation)
    assert factor.difference.close == "Take NODE_ENV out of your shell, and install again."


def test_more_memory_is_given_where_the_machine_has_it() -> None:
    factors, _ = found((difference("toolchain", "memory", "breaks"),))
    assert [each.change.memory for each in factors] == [int(32 * 1024**3 * 0.9)]


def test_a_disk_on_which_case_does_not_matter_is_the_likely_cause() -> None:
    _, left = found((difference("platform", "a.js ./Header", "breaks"), difference("platform", "os", "changes")))
    assert [(each.difference.subject, each.named) for each in left] == [("a.js ./Header", True), ("os", False)]


def test_the_weightiest_comes_first_and_another_node_last() -> None:
    node = Program(name="node", path="/usr/bin/node", file="/usr/bin/node", origin="system", version="18.20.8")
    here = machine(programs=(node,), node=NodeVariables(node_env="production"))
    differences = (
        difference("version", "node"),
        difference("setting", "NODE_ENV"),
        difference("toolchain", "memory", "breaks"),
    )
    assert [each.subject for each in found(differences, here=here)[0]] == ["memory", "NODE_ENV", "node"]


def test_what_a_tool_makes_is_another_factor_than_what_the_build_misses() -> None:
    record = LocalFile(path="lib/", rule=At(path=".gitignore", line=2), pattern="lib/")
    paths = ("lib/a.ts", "lib/b.ts", "lib/made.ts", "lib/rest.ts")
    weights: tuple[DifferenceWeight, ...] = ("breaks", "breaks", "harmless")
    imported = tuple(
        replace(difference("file", path, weight), at=At(path="app.ts"))
        for path, weight in zip(paths, weights, strict=False)
    )
    entries = tuple(Entry(path=path, kind="file", size=1) for path in paths)
    factors, _ = found(imported, here=machine(files=(record,)), beside={"lib/": entries})
    assert [(each.subject, each.change.files) for each in factors] == [
        ("lib/a.ts and 1 more", ("lib/a.ts", "lib/b.ts")),
        ("lib/made.ts", ("lib/made.ts",)),
        ("the rest of lib/", ("lib/rest.ts",)),
    ]
