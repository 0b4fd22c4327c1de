"""Reads the samples: a log with what was known besides it, ``scene.json`` of its folder (a ``Scene`` in few words)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from buildcheck.diagnose import diagnose
from buildcheck.load.ignore_rules import rules_of
from buildcheck.model.build import HostContact
from buildcheck.model.check import Cause
from tests.parts import project, step

SAMPLES = Path(__file__).parent / "samples"


def samples(prefix: str = "") -> list[Path]:
    """All positive samples, or with the prefix ``not-`` all near misses."""
    return sorted(each for each in SAMPLES.glob("*/*.log") if each.name.startswith("not-") == (prefix == "not-"))


def scene(log: Path) -> dict[str, Any]:
    """What was known besides a log: the JSON file of its name, else ``scene.json`` of its folder, else nothing."""
    own = log.with_suffix(".json")
    file = own if own.exists() else log.parent / "scene.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def causes(log: Path) -> tuple[Cause, ...]:
    """Diagnose a sample in its scene."""
    known = scene(log)
    phase = known.get("phase", "build")
    ignored: dict[str, str] = known.get("gitignore", {})
    hosts = tuple(HostContact(phase=phase, host=host, outcome=what) for host, what in known.get("hosts", {}).items())
    return diagnose(
        step(phase, log.read_text(encoding="utf-8"), outcome=known.get("outcome", "failed")),
        project(
            files=tuple(known.get("files", ("package.json",))),
            requires=dict.fromkeys(known.get("requires", ()), "*"),
            app=known.get("app", "."),
            ignore_rules=tuple(rule for path, text in ignored.items() for rule in rules_of(path, text)),
        ),
        hosts,
        tuple(known.get("blocked", ())),
    )
