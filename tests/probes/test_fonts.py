"""The stand-in for Google Fonts: the wrapper alone, then real builds by Next with no network at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import docker
import pytest

ROOT = Path(__file__).parents[2]
PROBE = ROOT / "buildcheck" / "probes" / "fonts"
FIXTURES = ROOT / "fixtures"
NODE = shutil.which("node") or "node"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="needs Node")


def wrapped(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the wrapper on this machine."""
    return subprocess.run(
        [NODE, str(PROBE / "run.cjs"), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def evaluated(program: str) -> object:
    """The JSON that a Node program prints."""
    done = subprocess.run([NODE, "-e", program], capture_output=True, text=True, check=True, cwd=PROBE)
    return json.loads(done.stdout)


@needs_node
class TestWrapper:
    """What run.cjs does around a command, with no Next in sight."""

    def test_the_exit_code_is_the_commands(self) -> None:
        assert wrapped("--", "sh", "-c", "exit 7").returncode == 7

    def test_a_command_that_is_not_there_gives_the_shells_code(self) -> None:
        done = wrapped("--", "there-is-no-such-command")
        assert done.returncode == 127
        assert "there-is-no-such-command" in done.stderr

    def test_a_command_that_was_killed_ends_the_wrapper_the_same_way(self) -> None:
        assert wrapped("--", "sh", "-c", "kill -KILL $$").returncode == -signal.SIGKILL

    def test_signals_reach_the_command(self) -> None:
        script = "trap 'echo stopped; exit 3' TERM; echo ready; while :; do sleep 0.05; done"
        with subprocess.Popen(
            [NODE, str(PROBE / "run.cjs"), "--", "sh", "-c", script], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.terminate()
            assert process.stdout.read() == "stopped\n"
        assert process.returncode == 3

    def test_the_environment_has_one_more_variable_and_nothing_is_left_behind(self, tmp_path: Path) -> None:
        before = dict(os.environ, TMPDIR=str(tmp_path))
        done = wrapped("--", NODE, "-p", "JSON.stringify(process.env)", TMPDIR=str(tmp_path))
        after = json.loads(done.stdout)
        responses = after.pop("NEXT_FONT_GOOGLE_MOCKED_RESPONSES")
        assert after == before
        assert Path(responses).is_relative_to(tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_the_command_keeps_its_arguments(self) -> None:
        done = wrapped("--source", "a b", "--", NODE, "-p", "JSON.stringify(process.argv.slice(1))", "--", "-- x", "$Y")
        assert json.loads(done.stdout) == ["-- x", "$Y"]

    def test_trouble_of_the_stand_in_does_not_stop_the_command(self, tmp_path: Path) -> None:
        done = wrapped("--", "sh", "-c", "exit 5", TMPDIR=str(tmp_path / "missing"))
        assert done.returncode == 5
        assert "trouble with the stand-in" in done.stderr

    def test_no_command_is_refused(self) -> None:
        assert wrapped("--source", "a").returncode != 0


@needs_node
class TestStylesheet:
    """The form of Google's answers."""

    def blocks(self, query: str, subsets: list[str]) -> list[str]:
        url = f"https://fonts.googleapis.com/css2?family={query}"
        program = f"""const {{stylesheet}} = require('./css.cjs')
        console.log(JSON.stringify(stylesheet({json.dumps(url)}, {json.dumps(subsets)}, (name) => '/x/' + name)))"""
        text = evaluated(program)
        assert isinstance(text, str)
        return text.split("/* ")[1:]

    def test_one_block_for_each_variant_and_subset(self) -> None:
        blocks = self.blocks("Roboto+Mono:ital,wght@0,400;1,700&display=block", ["greek", "latin"])
        assert [block.split(" */", 1)[0] for block in blocks] == ["greek", "latin", "greek", "latin"]
        assert all("font-family: 'Roboto Mono';" in block and "font-display: block;" in block for block in blocks)
        assert "font-style: normal;\n  font-weight: 400;" in blocks[1]
        assert "font-style: italic;\n  font-weight: 700;" in blocks[3]

    def test_every_block_has_a_file_of_its_own(self) -> None:
        blocks = self.blocks("Inter:ital,wght@0,100..900;1,100..900&display=swap", ["greek", "latin"])
        files = {block.split("src: url(", 1)[1].split(")", 1)[0] for block in blocks}
        assert len(files) == len(blocks) == 4

    def test_ranges_of_axes_are_written_as_css_wants_them(self) -> None:
        (block,) = self.blocks("Roboto+Flex:opsz,wdth,wght@8..144,25..151,100..1000&display=swap", ["latin"])
        assert "font-weight: 100 1000;" in block
        assert "font-stretch: 25% 151%;" in block

    def test_a_family_without_subsets_gets_a_block(self) -> None:
        assert len(self.blocks("Linefont:wght@400&display=swap", [])) == 1


def sources_of(project: Path) -> list[str]:
    """The files that use next/font/google, relative to the project."""
    files = [file for file in project.rglob("*.js") if "node_modules" not in file.parts and ".next" not in file.parts]
    return sorted(str(file.relative_to(project)) for file in files if "font/google" in file.read_text("utf-8"))


Install = Callable[[str], Path]


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Install:
    """Copy a fixture and install it as its lockfile says, once."""
    done: dict[str, Path] = {}

    def installed(case: str) -> Path:
        if case not in done:
            project = tmp_path_factory.mktemp(case) / "project"
            shutil.copytree(FIXTURES / case / "project", project)
            npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(npm, cwd=project, check=True, capture_output=True, timeout=600)
            done[case] = project
        return done[case]

    return installed


Offline = Callable[[Path, str, list[str]], tuple[int, str]]


@pytest.fixture(scope="module")
def offline(engine_client: docker.DockerClient, build_image: str) -> Offline:
    """Run a command in a container that has no network, with the project at /work: (exit code, log)."""

    def run(project: Path, folder: str, command: list[str]) -> tuple[int, str]:
        container = engine_client.containers.run(
            build_image,
            command,
            detach=True,
            init=True,
            labels={"buildcheck.test": "fonts"},
            network_mode="none",
            working_dir=f"/work/{folder}",
            user=f"{os.getuid()}:{os.getgid()}",
            tmpfs={"/tmp": ""},
            environment={"HOME": "/tmp", "CI": "1", "NO_COLOR": "1", "NEXT_TELEMETRY_DISABLED": "1"},
            volumes={
                str(project): {"bind": "/work", "mode": "rw"},
                str(PROBE): {"bind": "/opt/buildcheck/probes/fonts", "mode": "ro"},
            },
        )
        try:
            code = container.wait(timeout=300)["StatusCode"]
            return code, container.logs().decode("utf-8", "replace")
        finally:
            container.remove(force=True)

    return run


def build_command(project: Path, folder: str, sources: list[str]) -> list[str]:
    """The project's own build command behind the stand-in."""
    manifest = json.loads((project / folder / "package.json").read_text("utf-8"))
    words = manifest["scripts"]["build"].split()
    flags = [word for source in sources for word in ("--source", f"/work/{source}")]
    wrapper = ["node", "/opt/buildcheck/probes/fonts/run.cjs", *flags, "--report", "/work/fonts.json", "--"]
    return [*wrapper, "node", "/work/node_modules/next/dist/bin/next", *words[1:]]


@pytest.mark.engine
@pytest.mark.network
class TestBuilds:
    """Real builds with no network. That every major version of Next builds with both routers and both bundlers is shown
    by the cases ``fixtures/google-fonts-replaced--*``, that an unknown font fails by one of ``build-failed``."""

    @pytest.mark.parametrize(
        ("case", "folder", "families"),
        [
            ("google-fonts-replaced--15-workspace", "apps/web", ["Fraunces", "Inter"]),
            ("google-fonts-replaced--16-webpack", ".", ["Inter", "Linefont", "Lobster", "Molle", "Roboto Mono"]),
        ],
    )
    def test_builds_and_says_which_families_it_needs(
        self, case: str, folder: str, families: list[str], install: Install, offline: Offline
    ) -> None:
        project = install(case)
        code, log = offline(project, folder, build_command(project, folder, sources_of(project)))
        assert code == 0, log
        assert json.loads((project / "fonts.json").read_text("utf-8")) == {"families": families}
        fonts = list((project / folder / ".next" / "static" / "media").glob("*.woff2"))
        assert fonts
        assert {font.read_bytes() for font in fonts} == {(PROBE / "font.woff2").read_bytes()}

    def test_a_stylesheet_that_the_stand_in_missed_has_its_own_signature(
        self, install: Install, offline: Offline
    ) -> None:
        project = install("google-fonts-replaced--16-turbopack")
        code, log = offline(project, ".", build_command(project, ".", []))
        assert code == 1
        assert "Error while looking up import map: url not found" in log
