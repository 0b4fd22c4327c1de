"""Writes ``buildcheck/survey/deployment/next_options.json``: which options the configuration schema of each Next knows.

Asks npm for one published version of each minor and reads its schema (`make options`). The file holds the versions, and
for each option the ranges of them, as positions in that list, that know it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent / "buildcheck" / "survey" / "deployment" / "next_options.json"
# The last of each minor when this was written; 12.1 and older have no schema.
VERSIONS = (
    "12.2.6", "12.3.7", "13.0.7", "13.1.6", "13.2.4", "13.3.4", "13.4.19", "13.5.11", "14.0.4", "14.1.4", "14.2.35",
    "15.0.8", "15.1.12", "15.2.9", "15.3.9", "15.4.11", "15.5.29", "16.0.11", "16.1.7", "16.2.12", "16.3.8", "16.4.6",
)  # fmt: skip
_PARTS = ("package/package.json", "package/dist/server/", "package/dist/shared/", "package/dist/compiled/zod")


def options_of(version: str, folder: Path) -> list[str]:
    """Give the option paths that Next ``version`` knows."""
    packed = subprocess.run(
        ["npm", "pack", f"next@{version}", "--silent"], cwd=folder, check=True, capture_output=True, text=True
    )
    unpacked = folder / version
    archive = folder / packed.stdout.split()[-1]
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked, [each for each in tar if each.name.startswith(_PARTS)], filter="data")
    archive.unlink()
    read = subprocess.run(
        ["node", HERE / "next_options.js", unpacked / "package"], check=True, capture_output=True, text=True
    )
    found: list[str] = json.loads(read.stdout)
    return found


def ranges(places: Iterable[int]) -> Iterator[list[int]]:
    """Join neighbours: 1, 2, 3, 7 is 1 to 3 and 7 to 7."""
    current: list[int] = []
    for place in places:
        if current and place == current[1] + 1:
            current[1] = place
        else:
            if current:
                yield current
            current = [place, place]
    if current:
        yield current


def main() -> int:
    """Write the file."""
    with tempfile.TemporaryDirectory() as name:
        known = [set(options_of(version, Path(name))) for version in VERSIONS]
    options = {
        option: list(ranges(place for place, each in enumerate(known) if option in each))
        for option in sorted(set().union(*known))
    }
    lines = ",\n".join(f"    {json.dumps(option)}: {json.dumps(found)}" for option, found in options.items())
    head = f'  "generated": "make options",\n  "versions": {json.dumps(VERSIONS)},\n'
    TARGET.write_text(f'{{\n{head}  "options": {{\n{lines}\n  }}\n}}\n', "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
