"""Each kind of difference on a machine that has it, and silence on one that has not."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from buildcheck.model.difference import Difference
from tests.differences.conftest import LOCKFILE, install
from tests.observe.machines import Developer


def only(developer: Developer) -> Difference:
    found = developer.diff()
    assert len(found) == 1, [each.subject for each in found]
    return found[0]


def manifest(developer: Developer, **changes: Any) -> None:
    """Change keys of package.json and commit."""
    stated = json.loads((developer.project / "package.json").read_text())
    developer.write({"package.json": stated | changes}, commit=True)


def test_a_machine_that_is_as_declared_differs_in_nothing_that_counts(developer: Developer) -> None:
    assert developer.diff() == ()


def test_a_command_that_is_a_global_package(developer: Developer) -> None:
    prefix = developer.home / ".global"
    package = prefix / "lib/node_modules/rimraf"
    package.mkdir(parents=True)
    (package / "package.json").write_text('{"name": "rimraf", "version": "5.0.10", "bin": "bin.js"}')
    (package / "bin.js").write_text("#!/usr/bin/env node\n")
    (package / "bin.js").chmod(0o755)
    (prefix / "bin").mkdir()
    (prefix / "bin/rimraf").symlink_to("../lib/node_modules/rimraf/bin.js")
    developer.before = (prefix / "bin",)
    manifest(developer, scripts={"build": "rimraf dist && node build.js"})
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("undeclared-global", "breaks", "rimraf")
    assert found.here == "`rimraf` is the global package rimraf 5.0.10 (~/.global/bin/rimraf)."
    assert found.close == 'Add "rimraf": "^5.0.10" to devDependencies of package.json.'


def test_a_command_that_only_people_run_is_harmless(developer: Developer) -> None:
    manifest(developer, scripts={"build": "node build.js", "tidy": "git-odd-tool"})
    assert developer.diff() == ()


def test_a_package_that_was_never_saved(developer: Developer) -> None:
    install(developer, "left-pad", "1.3.0")
    developer.write({"build.js": 'import pad from "left-pad";\nimport ms from "ms";\npad(ms(1));\n'}, commit=True)
    found = only(developer)
    assert (found.kind, found.subject) == ("package", "left-pad")
    assert str(found.at) == "build.js:1:17"
    assert found.here == "left-pad 1.3.0 lies in node_modules, left over."
    assert '"left-pad": "^1.3.0"' in (found.close or "")


def test_a_package_of_a_folder_above(developer: Developer) -> None:
    install(developer, "left-pad", "1.3.0", "../node_modules")
    developer.write({"build.js": 'import pad from "left-pad";\nimport ms from "ms";\npad(ms(1));\n'}, commit=True)
    found = only(developer)
    assert (found.kind, found.subject) == ("package", "left-pad")
    assert found.here == "left-pad 1.3.0 lies in ~/code/node_modules."


def test_a_package_that_nothing_asks_for_is_harmless(developer: Developer) -> None:
    install(developer, "left-pad", "1.3.0")
    found = developer.diff(everything=True)
    assert [(each.weight, each.kind) for each in found if "left-pad" in each.subject] == [("harmless", "package")]
    assert developer.diff() == ()


@pytest.mark.parametrize(("version", "weight"), [("1.0.0", "may-break"), ("2.0.0", "changes")])
def test_another_version_of_a_declared_package(developer: Developer, version: str, weight: str) -> None:
    install(developer, "ms", version)
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("package", weight, "node_modules/ms")
    assert (found.here, found.clean) == (f"node_modules/ms is {version}.", "The lockfile says 2.1.3.")


def test_what_lies_below_another_package_is_that_ones(developer: Developer) -> None:
    below = {"node_modules/debug/node_modules/ms": {"version": "2.0.0"}}
    developer.write({"package-lock.json": LOCKFILE | {"packages": LOCKFILE["packages"] | below}}, commit=True)
    assert developer.diff() == ()
    install(developer, "ms", "1.0.0", "node_modules/debug/node_modules")
    assert developer.diff() == ()


def test_what_lies_in_a_store_is_what_the_project_asks_for(developer: Developer) -> None:
    (developer.project / "node_modules/.package-lock.json").rename(developer.project / "node_modules/.modules.yaml")
    shutil.rmtree(developer.project / "node_modules/ms")
    install(developer, "ms", "1.0.0", "node_modules/.pnpm/ms@1.0.0/node_modules")
    assert "node_modules/.pnpm/ms@1.0.0/node_modules/ms" in [each.subject for each in developer.diff()]


def test_a_linked_package(developer: Developer) -> None:
    place = developer.project / "node_modules/ms"
    place.rename(developer.home / "ms")
    place.symlink_to(developer.home / "ms")
    assert [each.here for each in developer.diff() if each.weight == "may-break"] == [
        "node_modules/ms is a link to ~/ms."
    ]


def test_a_tree_of_another_manager(developer: Developer) -> None:
    (developer.project / "node_modules/.package-lock.json").rename(developer.project / "node_modules/.yarn-integrity")
    assert only(developer).subject == "node_modules"
    assert (only(developer).close or "").endswith("and keep one lockfile.")
    developer.write({"yarn.lock": "# yarn lockfile v1\n"}, commit=True)
    assert (only(developer).close or "").endswith("without package-lock.json it is yarn's.")


def test_another_node(developer: Developer) -> None:
    manifest(developer, engines={"node": "22.x"})
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("version", "may-break", "node")
    assert found.clean.startswith("Node 22.")
    assert found.consequence.startswith("engines.node asks for Node 22.x, which leaves out ")
    assert found.at is not None
    planned, here = found.clean.split()[1].rstrip(":"), found.here.split()[1].rstrip(",")
    assert found.close == f"Use Node {planned} here, too, or ask for {here} in {found.at}."


def test_no_lockfile_asks_for_a_version_of_its_manager(developer: Developer) -> None:
    stated = json.loads((developer.project / "package.json").read_text())
    del stated["packageManager"]
    stated["engines"]["node"] = "14.21.3"
    developer.write({"package.json": stated}, commit=True)
    found = next(each for each in developer.diff() if each.subject == "npm")
    assert (found.close or "").startswith('Set "packageManager": "npm@')


def test_versions_come_after_what_is_about_this_project(developer: Developer) -> None:
    (developer.home / ".npmrc").write_text("legacy-peer-deps=true\n")
    manifest(developer, engines={"node": "22.x"})
    assert [each.subject for each in developer.diff()] == ["legacy-peer-deps", "node"]


def test_a_node_that_the_projects_range_lets_in(developer: Developer) -> None:
    manifest(developer, engines={"node": ">=18"})
    place = developer.home / ".nvm/versions/node/v18.19.0/bin/node"
    place.parent.mkdir(parents=True)
    place.touch(mode=0o755)
    developer.before = (place.parent,)
    found = only(developer)
    assert found.weight == "changes"
    assert found.here == "Node 18.19.0, from nvm (~/.nvm/versions/node/v18.19.0/bin/node)."
    assert found.close is not None
    assert found.close.startswith("Use Node 2")
    assert found.close.endswith(' here, too, or set "engines": {"node": "18.x"} in package.json.')


def test_a_node_that_a_package_of_the_project_leaves_out(developer: Developer) -> None:
    manifest(developer, engines={"node": ">=18"})
    lockfile = json.loads((developer.project / "package-lock.json").read_text())
    name = next(iter(lockfile["packages"][""]["dependencies"]))
    lockfile["packages"][f"node_modules/{name}"]["engines"] = {"node": "^20.19.0 || >=22.12.0"}
    developer.write({"package-lock.json": lockfile}, commit=True)
    place = developer.home / ".nvm/versions/node/v18.19.0/bin/node"
    place.parent.mkdir(parents=True)
    place.touch(mode=0o755)
    developer.before = (place.parent,)
    found = next(each for each in developer.diff() if each.kind == "version")
    assert found.weight == "may-break"
    assert found.consequence.endswith("asks for Node ^20.19.0 || >=22.12.0, which leaves out 18.19.0.")
    assert found.close is not None
    assert found.close.endswith("here, too.")


def test_another_manager_version_within_a_major_is_harmless(developer: Developer) -> None:
    major = developer.run("npm", "--version").partition(".")[0]
    manifest(developer, packageManager=f"npm@{major}.0.0")
    assert developer.diff() == ()


def test_a_setting_of_the_user(developer: Developer) -> None:
    (developer.home / ".npmrc").write_text("legacy-peer-deps=true\nfund=false\n")
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("setting", "may-break", "legacy-peer-deps")
    assert found.here == "legacy-peer-deps=true in ~/.npmrc."
    assert (found.close or "").startswith("Write legacy-peer-deps=true into the project's .npmrc ")
    developer.write({".npmrc": "legacy-peer-deps=true\n"}, commit=True)
    assert developer.diff() == ()


def test_credentials_count_where_the_lockfile_needs_them(developer: Developer) -> None:
    (developer.home / ".npmrc").write_text("//npm.corp.example.test/:_authToken=x\n")
    assert developer.diff() == ()
    url = "https://npm.corp.example.test/ms/-/ms-2.1.3.tgz"
    packages = LOCKFILE["packages"] | {"node_modules/ms": {"version": "2.1.3", "resolved": url}}
    developer.write({"package-lock.json": LOCKFILE | {"packages": packages}}, commit=True)
    assert [each.subject for each in developer.diff()] == ["//npm.corp.example.test/:_authToken"]


@pytest.mark.parametrize(
    ("name", "value", "weight"),
    [
        ("NODE_ENV", "production", "changes"),
        ("NODE_OPTIONS", "--openssl-legacy-provider", "may-break"),
        ("NODE_PATH", "/opt/modules", "may-break"),
    ],
)
def test_what_the_shell_says_to_node(developer: Developer, name: str, value: str, weight: str) -> None:
    developer.environ[name] = value
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("setting", weight, name)


def test_of_all_that_import_an_ignored_file_the_one_counts_that_the_build_reads(developer: Developer) -> None:
    developer.write(
        {
            ".gitignore": "node_modules\nlib/\n",
            "index.html": '<script type="module" src="/src/main.js"></script>',
            "src/accordion.js": 'import { cn } from "./lib/cn";\ncn();\n',
            "src/main.js": 'import { cn } from "./lib/cn";\ncn();\n',
            "src/lib/cn.js": "export const cn = () => 1;\n",
        },
        commit=True,
    )
    manifest(developer, scripts={"build": "vite build"}, devDependencies={"vite": "5.4.8"})
    found = next(each for each in developer.diff() if each.kind == "file")
    assert (found.weight, found.subject, str(found.at)) == ("breaks", "src/lib/cn.js", "src/main.js:1:20")


def test_a_variable_of_an_ignored_file(developer: Developer) -> None:
    developer.write(
        {".gitignore": "node_modules\n.env*\n", "build.js": 'import "ms";\nnew URL(process.env.API_URL);\n'},
        commit=True,
    )
    developer.write({".env.local": "API_URL=https://api.example.test\nUNREAD=1\n"})
    found = only(developer)
    assert (found.kind, found.subject) == ("variable", "API_URL")
    assert found.here == "API_URL is set by .env.local."
    assert str(found.at) == "build.js:2:9"


def test_a_variable_with_a_default_is_harmless(developer: Developer) -> None:
    developer.write({"build.js": 'import "ms";\nnew URL(process.env.API_URL ?? "https://x.test");\n'}, commit=True)
    developer.environ["API_URL"] = "x"
    assert developer.diff() == ()


def test_an_imported_file_that_a_rule_hides(developer: Developer) -> None:
    developer.write(
        {".gitignore": "node_modules\nlib/\n", "build.js": 'import "ms";\nimport "./src/lib/a.js";\n'}, commit=True
    )
    developer.write({"src/lib/a.js": "", "src/lib/b.js": ""})
    found = only(developer)
    assert (found.kind, found.subject) == ("file", "src/lib/a.js")
    assert found.here == "src/lib/a.js is on this disk; .gitignore:2 ignores it (`lib/`)."
    assert found.close == "Narrow the rule in .gitignore:2, for example to `/lib/`, then git add src/lib/a.js."


def test_a_file_that_was_renamed_in_its_letters_alone(developer: Developer) -> None:
    developer.write({"src/footer.js": "", "build.js": 'import "ms";\nimport "./src/Footer.js";\n'}, commit=True)
    (developer.project / "src/footer.js").rename(developer.project / "src/Footer.js")
    found = only(developer)
    assert (found.subject, found.weight) == ("src/Footer.js", "breaks")
    assert found.here == "src/Footer.js is on this disk; git holds it as src/footer.js."
    assert found.clean == "It is src/footer.js there, and upper and lower case differ."
    # What is told is done, and then nothing differs.
    developer.run("sh", "-c", found.close or "")
    assert developer.run("git", "ls-files", "src").split() == ["src/Footer.js"]
    assert developer.diff() == ()


def test_a_name_that_a_shell_would_take_apart_is_quoted(developer: Developer) -> None:
    developer.write({"build.js": 'import "ms";\nimport "./src/(shop)/a b.js";\n'}, commit=True)
    developer.write({"src/(shop)/a b.js": ""})
    assert only(developer).close == "git add 'src/(shop)/a b.js'"


def test_a_configuration_that_was_never_added(developer: Developer) -> None:
    developer.write({"postcss.config.js": "module.exports = {}\n", "notes.txt": ""})
    found = only(developer)
    assert (found.kind, found.weight, found.close) == ("file", "may-break", "git add postcss.config.js")


def test_a_lockfile_that_was_never_added(developer: Developer) -> None:
    developer.write({"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"})
    found = only(developer)
    assert (found.kind, found.weight, found.close) == ("file", "changes", "git add pnpm-lock.yaml")
    assert found.clean == "package-lock.json decides instead."


def test_a_workspace_above(developer: Developer) -> None:
    (developer.project.parent / "pnpm-workspace.yaml").write_text("packages: [other]\n")
    found = only(developer)
    assert (found.kind, found.weight, found.subject) == ("outside", "may-break", "~/code/pnpm-workspace.yaml")


def test_the_weightiest_is_the_first(developer: Developer) -> None:
    developer.environ |= {"NODE_ENV": "production", "NODE_PATH": "/x"}
    weights = [each.weight for each in developer.diff(everything=True)]
    order = ["breaks", "may-break", "changes", "harmless"]
    assert weights == sorted(weights, key=order.index)
    assert {"may-break", "changes", "harmless"} <= set(weights)
