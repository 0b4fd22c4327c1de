"""Files that git lacks, folders above the project, the volume, and what an earlier build left."""

from __future__ import annotations

from pathlib import Path

import pytest

from buildcheck.model.built_app import BuiltApp
from buildcheck.observe.output import output
from buildcheck.observe.system import case_sensitive, system
from tests.observe.machines import MANIFEST, Developer


@pytest.fixture
def at_work(developer: Developer) -> Developer:
    developer.write({"package.json": MANIFEST, ".gitignore": "dist/\nlib/\n*.log\n"}, commit=True)
    return developer


def test_files_that_a_checkout_lacks_are_told_with_their_rules(at_work: Developer) -> None:
    at_work.write({"src/lib/utils.ts": "", "src/a.ts": "", "debug.log": "", "new.ts": ""})
    (at_work.project / ".git/info/exclude").write_text("src/a.ts\n")
    files = {each.path: (str(each.rule), each.pattern) for each in at_work.snapshot().files or ()}
    assert files["new.ts"] == ("None", None)
    assert files["debug.log"] == (".gitignore:3", "*.log")
    assert files["src/lib/"] == (".gitignore:2", "lib/")
    assert files["src/a.ts"] == (".git/info/exclude:1", "src/a.ts")
    assert "src/" not in files


def test_a_folder_that_hides_itself_is_told_once(at_work: Developer) -> None:
    at_work.write({".husky/_/.gitignore": "*", ".husky/_/h": "", ".husky/_/pre-commit": ""})
    assert [each.path for each in at_work.snapshot().files or ()] == [".husky/_/"]


def test_the_users_own_ignore_file_is_named_below_the_home_folder(
    at_work: Developer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignore = at_work.home / ".config/git/ignore"
    ignore.parent.mkdir(parents=True)
    ignore.write_text("\nprivate.ts\n")
    monkeypatch.setenv("HOME", str(at_work.home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    at_work.write({"private.ts": ""})
    assert [str(each.rule) for each in at_work.snapshot().files or ()] == ["~/.config/git/ignore:2"]


def test_outside_git_nothing_is_said_of_files(developer: Developer) -> None:
    developer.write({"package.json": MANIFEST})
    assert developer.snapshot().files is None


def test_folders_above_are_looked_into(at_work: Developer) -> None:
    code = at_work.project.parent
    (code / "node_modules/@types/node").mkdir(parents=True)
    (code / "node_modules/@types/node/package.json").write_text('{"name": "@types/node", "version": "20.1.0"}')
    (code / "node_modules/left").mkdir()
    (code / "yarn.lock").touch()
    (code / "package.json").write_text('{"workspaces": ["other"]}')
    (code / ".npmrc").touch()
    (code / "postcss.config.mjs").touch()
    (at_work.home / ".npmrc").touch()
    (at_work.home / "tsconfig.json").touch()
    found = {(each.kind, each.path, each.levels) for each in at_work.snapshot().outside if each.levels < 3}
    assert found == {
        ("types", "~/code/node_modules/@types", 1),
        ("node_modules", "~/code/node_modules", 1),
        ("lockfile", "~/code/yarn.lock", 1),
        ("workspace", "~/code/package.json", 1),
        ("settings", "~/code/.npmrc", 1),
        ("config", "~/code/postcss.config.mjs", 1),
        ("tsconfig", "~/tsconfig.json", 2),
    }


def test_the_volume_is_asked_by_looking(tmp_path: Path) -> None:
    assert case_sensitive(tmp_path) is None
    (tmp_path / "package.json").touch()
    before = sorted(tmp_path.iterdir())
    assert case_sensitive(tmp_path) is True
    assert sorted(tmp_path.iterdir()) == before
    # What a case-insensitive disk answers: both spellings are the same file.
    (tmp_path / "link.d").mkdir()
    (tmp_path / "link.d/a").touch()
    (tmp_path / "link.d/A").hardlink_to(tmp_path / "link.d/a")
    assert case_sensitive(tmp_path / "link.d") is None


def test_the_system_is_told_as_node_would(at_work: Developer) -> None:
    at_work.environ |= {"LC_ALL": "de_DE.UTF-8", "TZ": "Europe/Berlin"}
    found = system(at_work.around())
    assert (found.locale, found.time_zone) == ("de_DE.UTF-8", "Europe/Berlin")
    assert at_work.run("node", "-p", "process.platform + process.arch").strip() == found.os + found.arch
    assert found.memory == int(at_work.run("node", "-p", "os.totalmem()").strip())


def test_an_earlier_build_is_read(at_work: Developer) -> None:
    asked: dict[str, bytes] = {}

    def read_app(contents: object) -> BuiltApp:
        asked.update(contents if isinstance(contents, dict) else {})
        return BuiltApp()

    at_work.write(
        {".next/BUILD_ID": "abc-1\n", ".next/routes-manifest.json": "{}", ".next/static/chunks/webpack-1.js": ""}
    )
    found = output(".next", (), at_work.around(), read_app)
    assert found is not None
    assert (found.build_id, found.bundler, found.app) == ("abc-1", "webpack", BuiltApp())
    assert asked == {".next/routes-manifest.json": b"{}"}
    assert output("dist", (), at_work.around(), read_app) is None
    (at_work.project / "out").symlink_to(at_work.project / ".next")
    assert output("out", (), at_work.around(), read_app) is None
    (at_work.project / ".next").rename(at_work.home / "elsewhere")
    assert output("../../elsewhere", (), at_work.around(), read_app) is None
    assert output("a" * 5000, (), at_work.around(), read_app) is None
