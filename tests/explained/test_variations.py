"""Factors as builds: what a change makes of a project and its plan, and which factors a log speaks for."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.model.check import Cause
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.environment import Inventory
from buildcheck.model.explanation import Change, ExtraPackage, Factor
from buildcheck.model.plan import Phase, Step
from buildcheck.model.project import Entry
from buildcheck.model.settings import Settings
from buildcheck.model.synthetic import Synthetic, SyntheticValue
from buildcheck.trials.speaking import spoken_for
from buildcheck.trials.vary import Clean, Variation, combined, vary
from tests.cases import FIXTURES
from tests.parts import build, step

MADE = Synthetic(
    seed="1",
    values={"DATABASE_URL": SyntheticValue(name="DATABASE_URL", value="made", type="url", canary=None, reason="")},
)
GLOBAL = ExtraPackage(name="mkdirp", version="3.0.1", place="global")
LEFT_OVER = ExtraPackage(name="@scope/pad", version=None, place="tree")


def varied(root: Path, change: Change, case: str = "explained--package-left-over") -> Variation:
    shutil.copytree(FIXTURES / case / "project", root / "project")
    (root / "project/.nvmrc").write_text("20.19.0")
    beside = {".nvmrc": Entry(path=".nvmrc", kind="file", size=7)}
    (root / "project/.gitignore").write_text(".nvmrc\n")
    with load(root / "project") as project:
        return vary(Clean(project=project, settings=Settings(), beside=beside, made=MADE), change)


def steps(made: Variation, phase: Phase) -> list[Step]:
    return [each for each in made.plan.steps if each.phase == phase]


def test_a_file_is_part_of_the_source_and_read_like_the_rest(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(files=(".nvmrc",)))
    assert ".nvmrc" in {each.path for each in made.project.source.entries}
    assert made.plan.node.value == "20.19.0"


def test_a_file_that_the_source_has_is_not_added_again(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(files=("package.json", "elsewhere.js")))
    assert [each.path for each in made.project.source.entries].count("package.json") == 1


def test_of_a_variable_only_a_made_value_goes_in(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(variables=("DATABASE_URL", "NEVER_MADE")))
    assert made.values == {"DATABASE_URL": "made"}
    assert made.plan.environment_names == ("DATABASE_URL",)


def test_an_env_file_is_written_from_made_values_before_anything_runs(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(env_files={".env.local": ("DATABASE_URL",)}))
    assert [each.name for each in made.plan.steps][:2] == ["npm ci", "explain: write .env.local"]
    assert made.values == {"DATABASE_URL": "made"}


def test_a_setting_decides_what_is_installed_and_how(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(settings={"legacy-peer-deps": "true"}))
    assert steps(made, "fetch")[0].env == {"npm_config_legacy_peer_deps": "true"}
    assert made.plan.environment["npm_config_legacy_peer_deps"] == "true"


def test_ignored_scripts_are_left_out_of_the_plan(tmp_path: Path) -> None:
    assert steps(varied(tmp_path, Change(), "explained--setting-ignore-scripts"), "scripts") != []
    made = varied(tmp_path / "again", Change(settings={"ignore-scripts": "true"}), "explained--setting-ignore-scripts")
    assert steps(made, "scripts") == []


def test_settings_of_pnpm_are_written_for_each_of_its_versions(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(settings={"shamefully-hoist": "true"}), "explained--setting-shamefully-hoist")
    assert steps(made, "fetch")[0].env.keys() >= {"npm_config_shamefully_hoist", "pnpm_config_shamefully_hoist"}


def test_settings_of_yarn_are_written_as_it_reads_them(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(settings={"nodeLinker": "node-modules"}), "clean--yarn-berry")
    assert steps(made, "fetch")[0].env == {"YARN_NODE_LINKER": "node-modules"}


def test_node_and_the_manager_are_planned_anew(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(node="18.20.8", manager="npm@10.9.4"))
    assert (made.plan.node.value, made.plan.manager.version) == ("18.20.8", "10.9.4")


def test_another_manager_reads_its_own_lockfile(tmp_path: Path) -> None:
    assert varied(tmp_path, Change(), "explained--manager-stale-yarn-lock").plan.manager.name == "yarn"
    made = varied(tmp_path / "again", Change(manager="npm@10.9.4"), "explained--manager-stale-yarn-lock")
    assert steps(made, "fetch")[0].argv[:2] == ("npm", "ci")


@pytest.mark.parametrize(
    ("case", "option"),
    [
        ("explained--package-left-over", "install"),
        ("explained--setting-shamefully-hoist", "--no-frozen-lockfile"),
        ("clean--yarn-berry", "--no-immutable"),
    ],
)
def test_an_install_by_hand_may_change_the_lockfile(tmp_path: Path, case: str, option: str) -> None:
    made = varied(tmp_path, Change(frozen=False), case)
    assert option in steps(made, "fetch")[0].argv
    assert made.plan.reusable_tree.value == "no"


def test_options_of_node_reach_the_build_beside_what_watches_it(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(environment={"NODE_OPTIONS": "--max-old-space-size=512", "NODE_ENV": "production"}))
    assert made.plan.environment["NODE_OPTIONS"] == "--max-old-space-size=512"
    assert steps(made, "fetch")[0].env == {"NODE_ENV": "production"}


def test_added_packages_leave_the_installed_tree_as_it_is(tmp_path: Path) -> None:
    clean = varied(tmp_path, Change())
    made = varied(tmp_path / "again", Change(packages=(GLOBAL, LEFT_OVER)))
    assert steps(made, "fetch") == steps(clean, "fetch")
    assert made.own == {
        "explain: add mkdirp@3.0.1": GLOBAL,
        "explain: add @scope/pad@latest": LEFT_OVER,
        "explain: link what was added": None,
    }


def test_programs_of_global_packages_are_found_by_every_later_step(tmp_path: Path) -> None:
    made = varied(tmp_path, Change(packages=(GLOBAL,)))
    assert {each.path for each in steps(made, "build")} == {(".buildcheck-added/global/bin",)}


def test_changes_are_made_together_and_the_last_of_two_counts() -> None:
    both = combined((Change(node="18.0.0", files=("a", "b")), Change(node="20.0.0", files=("b", "c"), frozen=False)))
    assert both == Change(node="20.0.0", files=("a", "b", "c"), frozen=False)


def factor(
    subject: str, *words: str, weight: DifferenceWeight = "may-break", diagnoses: tuple[str, ...] = ()
) -> Factor:
    found = Difference(kind="package", weight=weight, subject=subject, here="", clean="", consequence="")
    return Factor(
        kind="package",
        subject=subject,
        change=Change(),
        difference=found,
        because="",
        given="",
        words=words,
        diagnoses=diagnoses,
    )


def told(log: str, *factors: Factor, cause: str = "unknown", line: str = "it failed") -> list[str]:
    of = Cause(id=cause, title=line, explanation="", fix="", kind="unknown", step="build", first_line=1, lines=(line,))
    return [each.subject for each in spoken_for(factors, build(step(log=log)), (of,), Inventory())]


def test_the_lines_of_the_cause_speak_before_the_rest_of_the_log() -> None:
    assert told("warn: b.js", factor("a", "a.js"), factor("b", "b.js"), line="Error: can't read a.js") == ["a"]


def test_the_last_lines_speak_where_the_cause_names_nothing() -> None:
    assert told("ENOENT: data/b.json", factor("a", "a.js"), factor("b", "data/b.json")) == ["b"]


def test_a_longer_name_is_another_name() -> None:
    assert told("Error: utils.tsx, my-utils.ts", factor("a", "utils.ts")) == []


def test_of_those_that_make_such_a_failure_the_weightiest_speaks() -> None:
    weighty = factor("setting", weight="may-break", diagnoses=("peer-dependency-conflict",))
    light = factor("npm", weight="harmless", diagnoses=("peer-",))
    assert told("ERESOLVE", light, weighty, cause="peer-dependency-conflict") == ["setting"]


def test_a_failure_that_is_about_nothing_speaks_for_nothing() -> None:
    assert told("Error: tax table", factor("a", "a.js", diagnoses=("lockfile-",))) == []
