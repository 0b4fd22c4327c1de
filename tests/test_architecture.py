"""The house: sizes, layers' side effects, generated files, and what may never be written into the repository.

Who may import whom is held by the contracts in ``pyproject.toml`` (`lint-imports`).
"""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from buildcheck.reports import schema
from tests import documents, examples

ROOT = Path(__file__).parent.parent
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
TOP_LEVEL = {"buildcheck", "fixtures", "images", "tests", "LICENSE", "Makefile", "README.md", "pyproject.toml"}
CODE = frozenset({".py", ".cjs", ".mjs", ".js", ".sh"})


@cache
def tracked() -> tuple[Path, ...]:
    """Give the files of the repository as git lists them, those that are not committed yet included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
    return tuple(path for path in (ROOT / name for name in names if name) if path.is_file())


def code() -> Iterator[Path]:
    """Our own code: what fixtures hold is other people's."""
    return (path for path in tracked() if path.suffix in CODE and "fixtures" not in path.relative_to(ROOT).parts)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Give the functions of a Python file with their lines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path.relative_to(ROOT)}: {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_files_are_small() -> None:
    sizes = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in code()}
    assert sizes
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_functions_are_small() -> None:
    sizes = dict(each for path in code() if path.suffix == ".py" for each in functions(path))
    assert sizes
    assert {name: lines for name, lines in sizes.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_the_top_level_stays_small() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_the_generated_schema_is_fresh() -> None:
    assert schema.PATH.read_text("utf-8") == schema.schema_text(), "run: make schema"


def test_the_generated_parts_of_the_readme_are_fresh() -> None:
    assert documents.README.read_text("utf-8") == documents.readme(), "run: make docs"


def test_the_generated_examples_of_the_manual_are_fresh() -> None:
    assert examples.PATH.read_text("utf-8") == examples.examples_text(), "run: make docs"


def registries() -> set[str]:
    """The hosts that this machine's package managers are set to: they differ from site to site, so none may be ours."""
    # pip tells its default in its help alone.
    said = [_said(sys.executable, "-m", "pip", "config", "list")]
    said += re.findall(r"default\s+(https?://\S+)", _said(sys.executable, "-m", "pip", "install", "--help"))
    if npm := shutil.which("npm"):
        said.append(_said(npm, "config", "get", "registry"))
    if apt := shutil.which("apt-get"):
        said.append(_said(apt, "indextargets", "--format", "$(SITE)"))
    hosts = {urlsplit(url).hostname for text in said for url in re.findall(r"https?://[^\s'\",)]+", text)}
    return {host for host in hosts if host and "." in host}


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout


def places() -> set[str]:
    """The folders that tell one machine from another; the short ones (/work, /root) mean something else to us."""
    return {str(path) for path in (ROOT, Path(sysconfig.get_path("purelib"))) if len(path.parts) > 2}


def test_no_registry_and_no_path_of_this_machine_is_written_down() -> None:
    """A registry's host comes from the machine's own configuration at run time, a path from where the code lies."""
    forbidden = registries() | places()
    assert forbidden
    pattern = re.compile("|".join(re.escape(each) for each in sorted(forbidden)).encode())
    found = {str(path.relative_to(ROOT)): set(pattern.findall(path.read_bytes())) for path in tracked()}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize("arguments", [["--help"], ["verify", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    heavy = ["docker", "msgspec", "nodeenv", "pathspec", "requests", "rich", "semver", "yaml"]
    program = f"""
import contextlib, io, sys
from buildcheck.__main__ import main
sys.argv = ["buildcheck", *{arguments!r}]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
    main()
print([name for name in {heavy!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """buildcheck as pipx and uvx install it: from its wheel, in an environment where nothing of the checkout is."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True, timeout=300)
    wheel = next(folder.glob("*.whl"))
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, timeout=120)
    pip = [
        str(folder / "venv/bin/python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True, timeout=600)
    return folder / "venv/bin/buildcheck"


def run(program: Path, *arguments: str, cwd: Path) -> str:
    done = subprocess.run([str(program), *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.network
class TestWheel:
    """What is installed from the wheel has all that it needs."""

    def test_it_tells_its_version(self, installed: Path, tmp_path: Path) -> None:
        assert re.fullmatch(r"buildcheck, version \d+\.\d+\.\d+\n", run(installed, "--version", cwd=tmp_path))

    def test_it_plans_a_project(self, installed: Path, tmp_path: Path) -> None:
        (tmp_path / "package.json").write_text('{"name": "one", "scripts": {"build": "node build.js"}}')
        plan = json.loads(run(installed, "plan", "--format", "json", cwd=tmp_path))
        assert plan["plan"]["node"]["value"].count(".") == 2

    def test_it_lists_the_checks(self, installed: Path, tmp_path: Path) -> None:
        assert "install-failed" in run(installed, "checks", cwd=tmp_path)

    def test_it_has_every_data_file(self, installed: Path, tmp_path: Path) -> None:
        program = "import buildcheck; print(buildcheck.__path__[0])"
        package = Path(run(installed.with_name("python"), "-c", program, cwd=tmp_path).strip())
        wanted = {path.relative_to(ROOT / "buildcheck") for path in tracked() if ROOT / "buildcheck" in path.parents}
        assert package != ROOT / "buildcheck"
        assert {str(path) for path in wanted if not (package / path).is_file()} == set()
