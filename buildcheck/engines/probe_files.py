"""The small programs of ours that run inside a sandbox, as files by path."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from buildcheck.model.plan import Plan

PROBES = Path(__file__).parents[1] / "probes"
"""Where they are on this machine, for an engine that runs them in place."""
WATCHING = ("watch.cjs", "network.cjs", "environment.cjs", "reader.cjs", "source_maps.cjs")
"""What every Node process of a step loads; the first of them loads the others."""

SERVING = ("serve.cjs", "static_files.cjs")


def watched(options: str, program: str) -> str:
    """Give ``NODE_OPTIONS`` with ``program`` loaded before all else; as it is when it loads something itself, because
    Next 15 joins two ``--require`` into one path (next@15.5 ``dist/server/lib/utils.js``)."""
    if any(each.split("=")[0] in ("--require", "-r") for each in options.split()):
        return options
    return f'{options} --require "{program}"'.strip()


def probe_files(plan: Plan) -> dict[str, bytes]:
    """Give the files that a run of ``plan`` needs in the folder of our own files."""
    probes = files("buildcheck") / "probes"
    chosen = [*WATCHING, *SERVING, "install_scripts.cjs", *(["fonts"] if plan.google_fonts else [])]
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
