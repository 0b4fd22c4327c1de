"""``buildcheck env``: what it prints, its exit codes, and that no value of an env file is in any of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from buildcheck import results
from buildcheck.cli.app import app
from buildcheck.cli.guard import run
from buildcheck.engines.archive import content_key
from buildcheck.load import load
from buildcheck.model.environment import EnvironmentRow
from buildcheck.reports.environment import FORMATS
from tests.reports.environment_sample import REPORT
from tests.reports.sample import PASS

CANARY = "zq9canary7value"
PAGE = """"use client";
export default function Page() {
  return <p>{process.env.NEXT_PUBLIC_TITLE}{process.env.NEXT_PUBLIC_STRIPE_SECRET_KEY}</p>;
}
"""


def project(folder: Path, page: str, **files: str) -> Path:
    """A Next.js app with one page."""
    (folder / "app").mkdir(parents=True)
    (folder / "package.json").write_text(
        '{"name": "shop", "scripts": {"build": "next build"}, '
        '"dependencies": {"next": "15.5.4", "react": "19.1.1", "react-dom": "19.1.1"}}'
    )
    (folder / "app/page.tsx").write_text(page)
    (folder / "app/layout.tsx").write_text(
        "export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n"
    )
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    page = PAGE + "export const other = process.env.FROM_ENV_FILE;\n"
    secret = f'NEXT_PUBLIC_STRIPE_SECRET_KEY="sk_{CANARY}"\nFROM_ENV_FILE={CANARY}\nUNUSED={CANARY}\n'
    example = f"NEXT_PUBLIC_TITLE={CANARY} # {CANARY}\n"
    return project(tmp_path / "shop", page, **{".env": secret, ".env.example": example})


@pytest.mark.parametrize("name", FORMATS)
def test_no_value_of_an_env_file_is_in_any_format(
    shop: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert run(app, ["env", str(shop), "--format", name, "--all"]) == 0
    out, err = capsys.readouterr()
    assert "NEXT_PUBLIC_STRIPE_SECRET_KEY" in out or name in ("vercel", "docker", "github")
    assert "NEXT_PUBLIC_TITLE" in out
    assert CANARY not in out + err


def test_one_variable_is_told_without_its_value(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, ["env", str(shop), "--variable", "NEXT_PUBLIC_STRIPE_SECRET_KEY"]) == 0
    out = capsys.readouterr().out
    assert "app/page.tsx:3" in out
    assert ".env:1" in out
    assert CANARY not in out


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("error", 1), ("warning", 1)])
def test_a_secret_in_the_browsers_code_counts_where_it_is_asked_for(shop: Path, level: str, code: int) -> None:
    assert run(app, ["env", str(shop), "--fail-on", level]) == code


def test_a_variable_that_is_named_nowhere_counts_as_a_warning(tmp_path: Path) -> None:
    page = "export default function Page() { return <p>{process.env.CMS_URL}</p>; }\n"
    folder = project(tmp_path / "shop", page)
    assert run(app, ["env", str(folder), "--fail-on", "error"]) == 0
    assert run(app, ["env", str(folder), "--fail-on", "warning"]) == 1


@pytest.mark.parametrize("name", FORMATS)
def test_a_project_without_variables_is_no_error(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project(tmp_path / "shop", "export default function Page() { return <p>hello</p>; }\n")
    assert run(app, ["env", str(folder), "--format", name, "--fail-on", "warning"]) == 0
    assert capsys.readouterr().out.endswith("\n")


def test_a_list_goes_to_a_file_beside_the_table(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = shop / "example"
    assert run(app, ["env", str(shop), "--format", f"dotenv-example={file}"]) == 0
    assert "NEXT_PUBLIC_TITLE=" in file.read_text("utf-8")
    assert capsys.readouterr().out.startswith("shop: ")


def test_a_name_that_is_none_is_wrong_usage(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(app, ["env", str(shop), "--variable", "NEXT_PUBLIC_TITEL"]) == 2
    assert "Did you mean NEXT_PUBLIC_TITLE?" in capsys.readouterr().err


def test_what_a_build_of_the_same_files_proved_is_shown_until_a_file_changes(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BUILDCHECK_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "120")
    with load(shop, source="working-tree") as project:
        parts = results.key_parts(source=content_key(project.source).encode(), settings=b"any")
    built = msgspec.structs.replace(PASS.builds[0], leaks=())
    row = EnvironmentRow(
        name="NEXT_PUBLIC_TITLE", needed="build", missing=True, exposure="none", reads=REPORT.rows[0].reads
    )
    report = msgspec.structs.replace(PASS, builds=(built,), environment=(row,))
    results.keep(str(shop.resolve()), parts, report)
    assert run(app, ["env", str(shop)]) == 0
    assert "nothing changed since the build of" in capsys.readouterr().out
    assert run(app, ["env", str(shop), "--no-cache"]) == 0
    assert "Only files were read." in capsys.readouterr().out
    (shop / "app/page.tsx").write_text(PAGE)
    assert run(app, ["env", str(shop)]) == 0
    assert "Only files were read." in capsys.readouterr().out
