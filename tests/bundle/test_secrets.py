"""A bundle is searched, in every form, for the secret values that the machine held: none is in it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from buildcheck.bundle.archive import read
from tests.bundle.parts import FILES, LOCKFILE, MANIFEST_JSON, checkout

PROGRAM = str(Path(sys.executable).with_name("buildcheck"))
SECRETS = {
    "shell": "s5Hx9Qw2Lk7Vb3Nm1Zp8",
    "npmrc": "n4Rt6Yu8Io0Pa2Sd4Fg6",
    "env.local": "l7Kj5Hg3Fd1Sa9Qw8Er2",
    "env file": "f2Vb4Nm6Kl8Jh0Gf3Ds5",
    "tracked": "t9Ty7Ur5Ie3Wo1Qp2La4",
    "database": "d3Mn5Bv7Cx9Zl1Kj3Hg5/?&",
    "weak": "hunter2hunter2",
    "project npmrc": "p6Lo4Ki2Ju9Hy7Gt5Fr3",
    "in a script": "x3Cv5Bn7Ma9Sd1Fg3Hj5",
    "nested": "y8Uh6Gt4Fr2De0Sw9Aq7",
    "compose": "c2Xd4Vf6Bg8Nh0Mj2Kl4",
    "remote": "r7Fv5Tg3Bh1Yn9Uj7Mk5",
}


def forms(secret: str) -> Iterator[bytes]:
    raw = secret.encode()
    yield from (raw, quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode(), raw.hex().encode())
    for before in range(3):
        encoded = b64encode(b"x" * before + raw)
        # What stands around it decides the digits at both ends.
        yield encoded[4 if before else 0 : -4]


def held(file: Path) -> dict[str, str]:
    """Give where a bundle holds a secret, by its name."""
    members = {"the file": file.read_bytes(), "the tar": gzip.decompress(file.read_bytes()), **read(file)}
    return {
        name: place
        for name, secret in SECRETS.items()
        for place, content in members.items()
        if any(form in content for form in forms(secret))
    }


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A project and a home folder with a secret wherever one can be."""
    project = tmp_path / "home" / "shop"
    project.mkdir(parents=True)
    files: Mapping[str, str] = {
        **FILES,
        "package-lock.json": LOCKFILE,
        ".gitignore": ".env.local\n",
        ".env": f"API_TOKEN={SECRETS['tracked']}\nDATABASE_URL=postgres://shop:{SECRETS['database']}@db.shop.test/shop\n",
        ".env.production": f"SESSION_SECRET={SECRETS['weak']}\nNEXT_PUBLIC_URL=https://shop.test/\n",
        ".npmrc": f"//registry.example.test/:_authToken={SECRETS['project npmrc']}\n",
        # The same key once more, where somebody pasted it.
        "src/pay.js": f"const key = '{SECRETS['env.local']}'; module.exports = process.env.PAY_SECRET || key;\n",
        "package.json": MANIFEST_JSON.replace("node build.js", f"TOKEN={SECRETS['in a script']} node build.js"),
        "packages/db/.env": f"DB_TOKEN={SECRETS['nested']}\n",
        "compose.yml": f"environment:\n  POSTGRES_PASSWORD: {SECRETS['compose']}\n",
        "docs.txt": f"Our remote has {SECRETS['remote']} in its address; the database once had {SECRETS['nested']}.\n",
        "build.js": "const token = process.env.BUILD_TOKEN || '', { readFileSync } = require('fs');\n"
        "for (const file of ['.env', 'packages/db/.env', 'compose.yml']) console.log(readFileSync(file, 'utf8'));\n"
        "console.log(Buffer.from(token).toString('hex'), Buffer.from('a' + token).toString('base64url'));\n"
        "console.log(JSON.stringify(process.env), Buffer.from(token).toString('base64'), encodeURIComponent(token));\n"
        "require('./lib/a.js');\n",
    }
    checkout(project, files, untracked={".env.local": f"PAY_SECRET={SECRETS['env.local']}\n"})
    remote = f"https://ann:{SECRETS['remote']}@code.example.test/shop.git"
    subprocess.run(["git", "remote", "add", "origin", remote], cwd=project, check=True)
    (tmp_path / "home/.npmrc").write_text(f"//registry.example.test/:_authToken={SECRETS['npmrc']}\n")
    (tmp_path / "build.env").write_text(f"BUILD_TOKEN={SECRETS['env file']}\n")
    return project


def run(project: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    home = project.parent
    return subprocess.run(
        [PROGRAM, *arguments],
        cwd=project,
        env={**more, "HOME": str(home), "GITHUB_TOKEN": SECRETS["shell"]},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("--no-source",)])
def test_a_snapshot_holds_none(options: tuple[str, ...], machine: Path, tmp_path: Path) -> None:
    done = run(machine, "snapshot", "--bundle", str(tmp_path / "bundle"), *options, PATH="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert held(tmp_path / "bundle") == {}
    assert all(each not in done.stdout + done.stderr for each in SECRETS.values())
    members = read(tmp_path / "bundle")
    assert ("source/src/pay.js" in members) == (options == ())
    assert "source/package-lock.json" in members
    assert str(machine.parent).encode() not in b"".join(members.values())


def test_what_is_in_it_is_listed(machine: Path, tmp_path: Path) -> None:
    done = run(machine, "snapshot", "--bundle", str(tmp_path / "bundle"), PATH="/usr/bin:/bin")
    listed = done.stderr
    assert all(each in listed for each in ("source/", "machine.json", "plan.json", ".env", ".npmrc", "src/pay.js"))
    assert listed.index("source/") < listed.index("wrote ")


def test_what_can_not_be_is_said_before_anything_is_built(machine: Path, tmp_path: Path) -> None:
    for options, words in (
        (("--bundle", str(tmp_path / "bundle"), "--bundle-limit", "100"), "are allowed"),
        (("--no-source",), "--bundle FILE"),
    ):
        done = run(machine, "verify", "--engine=docker", *options, PATH="/usr/bin:/bin")
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr
        assert "npm" not in done.stderr


@pytest.mark.engine
@pytest.mark.network
def test_a_run_whose_build_prints_its_variables_holds_none(machine: Path, tmp_path: Path) -> None:
    file = tmp_path / "bundle"
    (machine / ".npmrc").unlink()
    checkout(machine, {".npmrc": ""})
    more = {name: value for name, value in os.environ.items() if name not in ("HOME", "GITHUB_TOKEN")}
    cache = os.environ.get("BUILDCHECK_CACHE_DIR") or str(Path.home() / ".cache/buildcheck")
    done = run(
        machine,
        "verify",
        "--engine=docker",
        "--quiet",
        f"--env=file:{tmp_path / 'build.env'}",
        "--bundle",
        str(file),
        **{**more, "BUILDCHECK_CACHE_DIR": cache},
    )
    assert done.returncode == 1, done.stderr
    logs = b"".join(content for name, content in read(file).items() if name.startswith("logs/"))
    assert b"***BUILD_TOKEN***" in logs
    assert held(file) == {}
    # The script is a part of the plan, and shown as it stands in package.json to whoever runs it here.
    shown = {name: each for name, each in SECRETS.items() if each in done.stdout + done.stderr}
    assert shown.keys() <= {"in a script"}
