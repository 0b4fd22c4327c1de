"""Our reading of npm ranges, held against npm's own `semver` module over thousands of generated cases."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from buildcheck.plan.ranges import highest, parse_range, satisfies

_ASK = """
const semver = require(process.argv[1]);
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(cases.map(([version, range]) =>
  [semver.satisfies(version, range), semver.validRange(range) !== null])));
"""
_NUMBERS = ("0", "1", "2", "3", "18", "20", "x", "X", "*", "07")
_PRE = ("", "", "", "", "-0", "-beta", "-beta.2", "-rc.1", "-01", "+build.5", "-beta+b")
_OPS = ("", "", "^", "~", "~>", ">", ">=", "<", "<=", "=", "^ ", ">= ", "~ ", "v", "=v", ">=v", "!", "^^", ">>")


def _npm_semver() -> Path:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed here, and its semver module is what this is compared with")
    root = subprocess.run([npm, "root", "-g"], capture_output=True, text=True, check=True).stdout.strip()
    return Path(root, "npm", "node_modules", "semver")


def _partial(pick: random.Random) -> str:
    """Give a version or a part of one; nothing but ``x`` follows an ``x``, because npm's releases differ there."""
    parts: list[str] = []
    for _ in range(pick.choice((1, 2, 3, 3))):
        after_x = bool(parts) and parts[-1] in "xX*"
        parts.append(pick.choice("xX*" if after_x else _NUMBERS))
    return ".".join(parts) + pick.choice(_PRE)


def _range(pick: random.Random) -> str:
    def alternative() -> str:
        if pick.random() < 0.15:
            return f"{_partial(pick)} - {_partial(pick)}"
        return " ".join(pick.choice(_OPS) + _partial(pick) for _ in range(pick.choice((0, 1, 1, 1, 2, 3))))

    return pick.choice(("||", " || ")).join(alternative() for _ in range(pick.choice((1, 1, 2, 3))))


def _version(pick: random.Random) -> str:
    numbers = [pick.choice(("0", "1", "2", "3", "4", "18", "19", "20", "21")) for _ in range(3)]
    return ".".join(numbers) + pick.choice(("", "", "", "-0", "-beta", "-beta.2", "-beta.3", "-rc.1"))


def test_ranges_mean_what_npm_says() -> None:
    pick = random.Random(20261121)
    cases = [(_version(pick), _range(pick)) for _ in range(40_000)]
    answer = subprocess.run(
        ["node", "-e", _ASK, str(_npm_semver())], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    theirs = json.loads(answer.stdout)
    ours = [[satisfies(version, wanted), parse_range(wanted) is not None] for version, wanted in cases]
    wrong = [(case, mine, npm) for case, mine, npm in zip(cases, ours, theirs, strict=True) if mine != npm]
    assert wrong == []
    assert sum(each[0] for each in theirs) > 1_000, "too few of the cases are satisfied to prove anything"


@pytest.mark.parametrize(
    "text", ["lts/*", "latest", "x.1", "1.x.2", "1.2.3.4", ">= <", "^", "1" * 300, "99999999999999999.0.0"]
)
def test_what_is_no_range_is_never_satisfied(text: str) -> None:
    assert parse_range(text) is None
    assert not satisfies("20.0.0", text)


def test_highest_compares_numbers_not_text() -> None:
    assert highest(("9.9.9", "18.9.0", "18.20.8", "20.0.0"), "^18") == "18.20.8"
    assert highest(("18.0.0",), ">=20") is None
