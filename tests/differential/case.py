"""A case: a small Next project that real builds were tried on. Seeds are written by hand, one or more for each rule;
the others were drawn from `trees`. Data files in, `Case` values and their files out; nothing is run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
import yaml

from tests.differential.contents import content
from tests.differential.targets import TARGETS, Target

HERE = Path(__file__).parent
GENERATED = HERE / "generated.jsonl"


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """``files`` maps paths to contents; ``None`` stands for what `contents` gives. ``app`` is the folder of the app.
    ``boundary``: all targets build it, also those that stand for one side of a version's boundary."""

    name: str
    files: dict[str, str | None]
    app: str = "."
    boundary: bool = False

    def key(self) -> str:
        """Give a digest of everything that a build could depend on, as far as it is the case's own."""
        text = json.dumps([self.app, sorted((path, data.hex()) for path, data in self.contents().items())])
        return sha256(text.encode()).hexdigest()[:12]

    def contents(self) -> dict[str, bytes]:
        """Give the files with their contents, without the manifest."""
        return {path: content(path) if text is None else text.encode() for path, text in self.files.items()}


def project_files(case: Case, target: Target) -> dict[str, bytes]:
    """Give all files of ``case`` as a project that ``target`` builds, with the manifest."""
    manifest = {
        "name": "demo",
        "private": True,
        "scripts": {"build": target.command},
        "dependencies": {"next": target.version, "react": target.react, "react-dom": target.react},
    }
    folder = "" if case.app == "." else f"{case.app}/"
    files = {f"{folder}package.json": json.dumps(manifest, indent=2).encode()}
    if folder:
        files["package.json"] = json.dumps({"name": "all", "private": True, "workspaces": [case.app]}).encode()
    return files | case.contents()


def seeds() -> Iterable[Case]:
    """Read the cases that were written by hand.

    Raises:
        msgspec.ValidationError: a file is not what is expected.
    """
    for file in sorted((HERE / "seeds").glob("*.yaml")):
        for name, value in yaml.safe_load(file.read_text()).items():
            yield msgspec.convert({"name": name, **value, "files": _files(value["files"])}, Case)


def _files(listed: list[str | Mapping[str, str]]) -> dict[str, str | None]:
    """A list of paths, with the content of some of them: ``- app/page.js`` or ``- app/page.js: text``."""
    files: dict[str, str | None] = {}
    for each in listed:
        files.update({each: None} if isinstance(each, str) else each)
    return files


def generated() -> tuple[Case, ...]:
    """Read the cases that were drawn."""
    lines = GENERATED.read_bytes().splitlines() if GENERATED.exists() else ()
    return tuple(msgspec.json.decode(line, type=Case) for line in lines)


def cases(target: Target) -> tuple[Case, ...]:
    """Give the cases that ``target`` builds: its share of the seeds, and two of each five of those that were drawn, so
    that each drawn case is built by two targets. The first seed of each rule comes first."""
    first, more = _first_of_rules(tuple(seeds()))
    if target.share == "boundary":
        return tuple(each for each in (*first, *more) if each.boundary)
    if target.share == "rules":
        more = tuple(each for each in more if each.boundary)
    return (*first, *more, *_drawn_for(target))


def _first_of_rules(every: Iterable[Case]) -> tuple[tuple[Case, ...], tuple[Case, ...]]:
    """Part the seeds into the first of each rule and the others; a rule is what stands before the first dash."""
    first: dict[str, Case] = {}
    more = []
    for each in every:
        rule = each.name.partition("-")[0] if each.name.startswith("R") else each.name
        if first.setdefault(rule, each) is not each:
            more.append(each)
    return tuple(first.values()), tuple(more)


def _drawn_for(target: Target) -> Iterable[Case]:
    sharing = [each for each in TARGETS if each.share != "boundary"]
    place = sharing.index(target)
    for number, each in enumerate(generated()):
        if place in {number % len(sharing), (number + 2) % len(sharing)}:
            yield each
