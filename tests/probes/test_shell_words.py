"""Which words of a shell's command line are commands: asked of the probe's own function, by Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

PROBE = Path(__file__).parents[2] / "buildcheck" / "probes" / "shell_words.cjs"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="needs Node on this machine")

LINES = {
    "next build": ["next"],
    "rimraf dist && next build; ls | wc -l": ["rimraf", "next", "ls", "wc"],
    "A=1 B='x y' node build.js": ["node"],
    "echo 'a; git b' \"c && d\"": ["echo"],
    "echo $(git rev-parse HEAD) `date`": ["echo", "git", "date"],
    'V="$(node -p 1)" next build': ["node", "next"],
    "if [ -f x ]; then curl -s y; fi": ["[", "curl"],
    "$TOOL build": [],
    "./scripts/run.sh --token=secret": ["./scripts/run.sh"],
    "cd app\nnpm ci": ["cd", "npm"],
    "": [],
    "'": [],
    "a \\": ["a"],
}


def test_commands_of_lines() -> None:
    assert NODE is not None
    script = f"""
const {{ commandsOf }} = require({json.dumps(str(PROBE))})
const lines = {json.dumps(list(LINES))}
console.log(JSON.stringify(Object.fromEntries(lines.map((each) => [each, commandsOf(each)]))))
"""
    done = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {line: [each for each in names if each != "["] for line, names in LINES.items()}
