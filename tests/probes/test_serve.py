"""The probe that starts a built app and asks it: real Node processes, its files read as hostile."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.serving import ANSWERS, BODIES, served
from buildcheck.model.build import Served, StepRun

PROBE = Path(__file__).parents[2] / "buildcheck" / "probes" / "serve.cjs"
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="needs Node on this machine")

RUN = StepRun(
    phase="serve", name="serve", argv=(), cwd=".", exit_code=0, seconds=1, outcome="ok", log="", log_bytes=0
)  # fmt: skip


def ask(folder: Path, *argv: str, urls: tuple[str, ...] = ("/",)) -> tuple[int, str, Served, dict[str, bytes]]:
    """Start ``argv`` in ``folder`` and ask it; give the exit code, the output and what was read of the files."""
    assert NODE is not None
    (folder / "trace").mkdir()
    spec = {"requests": [{"route": url, "url": url} for url in urls]}
    done = subprocess.run(
        [NODE, str(PROBE), "--", *argv],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "BUILDCHECK_SERVE": json.dumps(spec),
            "BUILDCHECK_ENVIRONMENT_TRACE": str(folder / "trace" / "environment-serve"),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found, bodies = served(RUN, lambda name, most: (folder / "trace" / name).read_bytes()[:most])
    return done.returncode, done.stdout + done.stderr, found, bodies


@needs_node
class TestProbe:
    """What serve.cjs does."""

    def test_files_are_served_as_static_hosts_do(self, tmp_path: Path) -> None:
        for name in ("index.html", "about.html", "blog/index.html", "404.html", "a b.txt"):
            path = tmp_path / "out" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
        (tmp_path / "secret").write_text("secret")
        (tmp_path / "out" / "link").symlink_to(tmp_path / "secret")
        urls = ("/", "/about", "/blog/", "/blog?x=1", "/a%20b.txt", "/../secret", "/%2e%2e/secret", "/link", "/%zz")
        code, _, found, bodies = ask(tmp_path, "static-files", "out", urls=urls)
        assert (code, [each.status for each in found.answers]) == (0, [200] * 5 + [404] * 3 + [400])
        texts = [bodies[url].decode() for url in urls[:8]]
        assert texts == ["index.html", "about.html", *["blog/index.html"] * 2, "a b.txt", *["404.html"] * 3]

    def test_an_app_that_ends_is_a_failure_with_its_code(self, tmp_path: Path) -> None:
        code, log, found, _ = ask(tmp_path, "sh", "-c", "echo broken; exit 3")
        assert (code, found.started, found.answers) == (3, False, ())
        assert "broken" in log
        assert "ended before it listened" in log

    def test_a_command_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        code, log, _, _ = ask(tmp_path, "no-such-program")
        assert code == 127
        assert "no-such-program: command not found" in log

    def test_what_the_app_started_ends_with_it(self, tmp_path: Path) -> None:
        server = "require('http').createServer((_, r) => r.end(String(process.pid))).listen(process.env.PORT)"
        (tmp_path / "server.js").write_text(f"process.on('SIGTERM', () => {{}}); {server}")
        code, _, _, bodies = ask(tmp_path, "sh", "-c", "node server.js; true")
        assert code == 0
        listed = subprocess.run(["ps", "-o", "stat=", "-p", bodies["/"]], capture_output=True, text=True, check=False)
        # Nothing, or an entry that nobody has collected yet.
        assert listed.stdout.strip()[:1] in ("", "Z")

    def test_a_large_body_is_kept_in_part(self, tmp_path: Path) -> None:
        handler = "(_, r) => r.end(Buffer.alloc(9 << 20, 'x'))"
        (tmp_path / "server.js").write_text(f"require('http').createServer({handler}).listen(process.env.PORT)")
        _, _, found, bodies = ask(tmp_path, "node", "server.js")
        assert [(each.bytes, each.error) for each in found.answers] == [(9 << 20, None)]
        assert len(bodies["/"]) == 4 << 20


BODY = b"hello"
LINE = {
    "route": "/", "url": "/", "status": 200, "error": None, "location": None, "bytes": 5,
    "sha256": hashlib.sha256(BODY).hexdigest(), "kept": 5,
}  # fmt: skip


def read(line: dict[str, Any], body: bytes = BODY) -> tuple[Served, dict[str, bytes]]:
    files = {ANSWERS: json.dumps(line).encode(), BODIES: body}
    return served(RUN, lambda name, most: files[name][:most])


class TestHostile:
    """What is read of the files."""

    def test_an_answer(self) -> None:
        found, bodies = read(LINE)
        assert (found.started, found.answers[0].status, bodies) == (True, 200, {"/": BODY})

    @pytest.mark.parametrize(
        "change",
        [
            {"url": "http://x/"},
            {"url": "/\x1b[2J"},
            {"route": None},
            {"status": 1},
            {"status": "200"},
            {"bytes": -1},
            {"kept": True},
            {"error": "x" * 3000},
            {"more": 1},
        ],
    )
    def test_a_line_of_another_form_is_left_out(self, change: dict[str, Any]) -> None:
        found, bodies = read({**LINE, **change})
        assert (found.started, found.answers, bodies) == (False, (), {})

    def test_a_body_that_is_not_what_its_hash_says_is_left_out(self) -> None:
        found, bodies = read(LINE, b"other")
        assert (len(found.answers), bodies) == (1, {})

    @given(st.binary(), st.binary())
    def test_any_bytes_can_be_read(self, answers: bytes, bodies: bytes) -> None:
        files = {ANSWERS: answers, BODIES: bodies}
        assert served(RUN, lambda name, most: files[name][:most]) == (Served(run=RUN, started=False), {})
