"""Where a package manager puts what packages depend on."""

from __future__ import annotations

import pytest

from buildcheck.model.project import Lockfile, ManagerName, Manifest, Project, Setting, Source
from buildcheck.model.value import At
from buildcheck.survey.dependencies.layout import is_public, layout

MANIFEST = Manifest(path="package.json")


def project(*settings: tuple[str, str, str], members: tuple[str, ...] = ()) -> Project:
    return Project(
        source=Source(kind="folder", root="/nowhere", entries=()),
        app=".",
        install_root=".",
        manifest=MANIFEST,
        root_manifest=MANIFEST,
        members=members,
        settings=tuple(Setting(file=file, key=key, value=value, at=At(path=file)) for file, key, value in settings),
    )


@pytest.mark.parametrize(
    ("manager", "version", "settings", "kind"),
    [
        ("npm", "10.9.4", (), "flat"),
        ("npm", "11.0.0", ((".npmrc", "install-strategy", "linked"),), "isolated"),
        ("pnpm", "10.1.0", (), "isolated"),
        ("pnpm", "10.1.0", ((".npmrc", "node-linker", "hoisted"),), "flat"),
        ("pnpm", "10.1.0", (("pnpm-workspace.yaml", "nodeLinker", "hoisted"),), "flat"),
        ("pnpm", "9.1.0", ((".npmrc", "shamefully-hoist", "true"),), "flat"),
        ("yarn", "1.22.22", (), "flat"),
        ("yarn", "4.11.0", (), "pnp"),
        ("yarn", "4.11.0", ((".yarnrc.yml", "nodeLinker", "node-modules"),), "flat"),
        ("yarn", "4.11.0", ((".yarnrc.yml", "nodeLinker", "pnpm"),), "isolated"),
        ("bun", "1.3.0", (), "flat"),
        ("bun", "1.3.0", (("bunfig.toml", "install.linker", "isolated"),), "isolated"),
    ],
)
def test_kinds(manager: ManagerName, version: str, settings: tuple[tuple[str, str, str], ...], kind: str) -> None:
    assert layout(project(*settings), manager, version, None).kind == kind


def test_bun_isolates_workspaces_whose_lockfile_asks_for_it() -> None:
    newer = Lockfile(manager="bun", path="bun.lock", format="text-1", isolates=True)
    assert layout(project(members=("a",)), "bun", "1.3.2", newer).kind == "isolated"
    assert layout(project(), "bun", "1.3.2", newer).kind == "flat"


@pytest.mark.parametrize(
    ("version", "eslint", "types"), [("6.35.1", True, True), ("9.15.9", True, False), ("10.0.0", False, False)]
)
def test_what_pnpm_hoists_by_default(version: str, eslint: bool, types: bool) -> None:
    made = layout(project(), "pnpm", version, None)
    assert (is_public(made, "eslint-plugin-react"), is_public(made, "@types/node")) == (eslint, types)


def test_patterns_of_the_project_take_the_place_of_the_defaults() -> None:
    made = layout(project((".npmrc", "public-hoist-pattern", "@radix-ui/*")), "pnpm", "9.0.0", None)
    assert (is_public(made, "@radix-ui/react-slot"), is_public(made, "eslint-plugin-react")) == (True, False)
