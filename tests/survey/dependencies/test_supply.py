"""How a package that a manifest does not declare gets there all the same."""

from __future__ import annotations

from buildcheck.model.dependencies import Layout
from buildcheck.model.project import LockedPackage, Lockfile, Manifest, Project, Requirement, Source
from buildcheck.survey.dependencies.supply import Supplies

FLAT = Layout(kind="flat", manager="npm")
ISOLATED = Layout(kind="isolated", manager="pnpm", public=("*eslint*",))
PNP = Layout(kind="pnp", manager="Yarn")


def manifest(folder: str, name: str, *requires: str) -> Manifest:
    path = "package.json" if folder == "." else f"{folder}/package.json"
    requirements = tuple(Requirement(name=each, spec="*", section="dependencies") for each in requires)
    return Manifest(path=path, name=name, requirements=requirements)


ROOT, WEB = manifest(".", "root", "shared"), manifest("apps/web", "web", "direct")
UI = manifest("packages/ui", "@demo/ui", "of-ui")
PACKAGES = (
    LockedPackage(name="direct", version="1.0.0", path="node_modules/direct", requires=("middle",)),
    LockedPackage(name="middle", version="2.0.0", path="node_modules/middle", requires=("deep", "eslint-plugin-x")),
    LockedPackage(name="deep", version="3.0.0", path="node_modules/deep"),
    LockedPackage(name="nested", version="4.0.0", path="node_modules/middle/node_modules/nested"),
    LockedPackage(name="of-ui", version="5.0.0", path="packages/ui/node_modules/of-ui"),
    LockedPackage(name="eslint-plugin-x", version="6.0.0", path="node_modules/eslint-plugin-x"),
)


def supplies(layout: Layout, packages: tuple[LockedPackage, ...] | None = PACKAGES) -> Supplies:
    project = Project(
        source=Source(kind="folder", root="/nowhere", entries=()),
        app="apps/web",
        install_root=".",
        manifest=WEB,
        root_manifest=ROOT,
        members=("apps/web", "packages/ui"),
        member_manifests=(WEB, UI),
    )
    return Supplies(project, layout, Lockfile(manager="npm", path="package-lock.json", format="3", packages=packages))


def test_a_flat_tree_gives_what_lies_above_the_folder() -> None:
    flat = supplies(FLAT)
    assert flat.supply("deep", "apps/web") == ("hoisted", ("direct",))
    assert flat.supply("nested", "apps/web")[0] == "nowhere"
    assert flat.supply("of-ui", "apps/web") == ("nowhere", ("packages/ui/package.json",))
    assert flat.supply("shared", "apps/web") == ("root", ("package.json",))
    assert flat.supply("@demo/ui", "apps/web") == ("workspace", ("packages/ui",))


def test_an_isolated_tree_gives_what_is_declared_and_what_is_public() -> None:
    isolated = supplies(ISOLATED)
    assert isolated.supply("deep", "apps/web") == ("nowhere", ("direct",))
    assert isolated.supply("eslint-plugin-x", "apps/web")[0] == "hoisted"
    assert isolated.supply("@demo/ui", "apps/web")[0] == "nowhere"
    assert isolated.supply("shared", "apps/web")[0] == "root"


def test_plug_n_play_gives_what_is_declared() -> None:
    assert supplies(PNP).supply("shared", "apps/web")[0] == "nowhere"


def test_without_a_readable_lockfile_nothing_is_known() -> None:
    assert supplies(FLAT, None).supply("deep", "apps/web") == ("unknown", ())
