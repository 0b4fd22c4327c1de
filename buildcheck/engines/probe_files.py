"""The small programs of ours that run inside a sandbox, as files by path."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

from buildcheck.model.plan import Plan


def probe_files(plan: Plan) -> dict[str, bytes]:
    """Give the files that a run of ``plan`` needs in the folder of our own files."""
    probes = files("buildcheck") / "probes"
    chosen = ["network.cjs", "install_scripts.cjs", *(["fonts"] if plan.google_fonts else [])]
    found: dict[str, bytes] = {}
    for name in chosen:
        _collect(probes / name, name, found)
    return found


def _collect(place: Traversable, path: str, found: dict[str, bytes]) -> None:
    if place.is_file():
        found[path] = place.read_bytes()
        return
    for child in place.iterdir():
        if not child.name.startswith("__"):
            _collect(child, f"{path}/{child.name}", found)
