"""No value of an env file, and no secret of the source, is in anything that a command writes: not on its outputs, in
no format, in no error, in no file that it keeps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CANARY = "quetzal7731"
"""Stands in every value: in the part that is looked at, and in what expansion, comments and marks leave over."""
ENV = f"""\
FEED_URL=http://localhost:4000/{CANARY}
NEXT_PUBLIC_SITE="'http://{CANARY}.acme-shop.io'"
NEXT_PUBLIC_KEY=pk_test_{CANARY}
FEED_PASSWORD='pa${CANARY}'
FEED_HASH=ab#{CANARY}
FEED_TOKEN=your-{CANARY}-key
AUTH_SECRET=secret-{CANARY}
FEED_PEM="-----BEGIN {CANARY}-----
{CANARY}
"
NODE_ENV={CANARY}
not a line {CANARY}
FEED_URL=https://{CANARY}.acme-shop.io
"""
NAMES = ("FEED_URL", "FEED_PASSWORD", "FEED_HASH", "FEED_TOKEN", "FEED_PEM", "AUTH_SECRET", "NEXT_PUBLIC_SITE")
FORMATS = ("terminal", "json")
FOR_HOSTS = ("dotenv-example", "markdown", "vercel", "docker", "github")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose env files, example and code hold the canary, so that most checks on values speak."""
    folder = tmp_path / "project"
    (folder / "app").mkdir(parents=True)
    (folder / "src").mkdir()
    requires = {"next": "16.0.11", "react": "19.2.0", "react-dom": "19.2.0"}
    manifest = {"name": "demo", "private": True, "scripts": {"build": "next build"}, "dependencies": requires}
    (folder / "package.json").write_text(json.dumps(manifest))
    for name in (".env", ".env.production", ".env.development", ".env.example", "src/.env"):
        (folder / name).write_text(ENV)
    (folder / ".env.local").write_text(f"LOOP=${{LOOP}}{CANARY}\n")
    reads = "".join(f"{{process.env.{name}}}" for name in NAMES)
    secret = f"postgresql://app:{CANARY}Zk4Tw9@db.acme-shop.io:5432/app"
    (folder / "app/page.tsx").write_text(
        f"const address = '{secret}'\nexport default function Page() {{\n  return <p>{reads}{{address}}</p>\n}}\n"
    )
    (folder / "app/layout.tsx").write_text(
        "export default function Layout({ children }) { return <html><body>{children}</body></html> }\n"
    )
    return folder


def run(cache: Path, *arguments: str) -> str:
    """Run a command, and give all that it wrote."""
    environ = {**os.environ, "BUILDCHECK_CACHE_DIR": str(cache)}
    done = subprocess.run(
        [sys.executable, "-m", "buildcheck", *arguments], capture_output=True, text=True, check=False, env=environ
    )
    assert done.returncode in (0, 1, 2), done.stderr
    return done.stdout + done.stderr


def written(cache: Path) -> dict[str, bytes]:
    """Give the files that were kept."""
    return {str(each.relative_to(cache)): each.read_bytes() for each in cache.rglob("*") if each.is_file()}


def test_nothing_holds_a_value(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    outputs = {
        **{f"check {name}": run(cache, "check", str(project), "--format", name) for name in FORMATS},
        **{f"env {name}": run(cache, "env", str(project), "--all", "--format", name) for name in FORMATS + FOR_HOSTS},
        **{f"env {name}": run(cache, "env", str(project), "--variable", name) for name in NAMES},
        **{f"plan {name}": run(cache, "plan", str(project), "--format", name) for name in FORMATS},
        "plan with a file": run(cache, "plan", str(project), "--env", f"file:{project / '.env'}", "--format", "json"),
        "a file that can't be read": run(cache, "plan", str(project), "--env", f"file:{project / '.env.local'}"),
    }
    assert "env-dollar-swallowed" in outputs["check json"]
    assert "secret-committed" in outputs["check json"]
    assert "FEED_PASSWORD" in outputs["env markdown"]
    assert "refers to itself" in outputs["a file that can't be read"]
    assert [name for name, text in outputs.items() if CANARY in text.lower()] == []
    kept = written(cache)
    assert kept
    assert [name for name, content in kept.items() if CANARY.encode() in content.lower()] == []
