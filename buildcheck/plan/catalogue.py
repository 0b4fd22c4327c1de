"""Generated data -> the Node releases that buildcheck knows: what each ships, and the digests of its official images.

The data is ``images.toml`` beside this file, written by ``make pins`` (``images/pins.py``). It is read once, on first
use.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from buildcheck.model.value import Value


class NodeRelease(Value, frozen=True, kw_only=True):
    """A Node release.

    ``npm`` is the npm that this release ships. ``lts`` tells whether its line is or was in long-term support, under
    the code name ``code_name``; ``end_of_life`` is the day (ISO 8601) on which its line stops being maintained.
    ``integrity`` maps a CPU (``x64``, ``arm64``) to the Subresource Integrity (``sha512-…``) of the npm registry's
    ``node-linux-<cpu>`` package; a CPU without such a package is absent. ``digest_full`` and ``digest_slim`` are the
    digests of the official images (Debian bookworm), ``None`` when never pinned.
    """

    version: str
    npm: str
    lts: bool
    code_name: str | None = None
    end_of_life: str | None = None
    integrity: dict[str, str]
    digest_full: str | None = None
    digest_slim: str | None = None


@cache
def node_releases() -> tuple[NodeRelease, ...]:
    """Give every release of the catalogue, the newest first."""
    text = files("buildcheck.plan").joinpath("images.toml").read_text(encoding="utf-8")
    return parse(text)


def node_release(version: str) -> NodeRelease | None:
    """Give the release with exactly this ``version``, ``None`` when the catalogue does not have it."""
    return next((each for each in node_releases() if each.version == version), None)


def parse(text: str) -> tuple[NodeRelease, ...]:
    """Read the catalogue from the text of an ``images.toml``.

    Raises:
        ValueError: the text is not TOML, or an entry lacks a field (the file is generated: this is our own fault).
    """
    document = tomllib.loads(text)
    try:
        found = [_release(entry, document["line"]) for entry in document["release"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"images.toml: {error!r} in an entry; `make pins` writes this file") from error
    return tuple(sorted(found, key=lambda each: _order(each.version), reverse=True))


def _release(entry: dict[str, Any], lines: dict[str, dict[str, str]]) -> NodeRelease:
    line = lines[str(entry["version"]).partition(".")[0]]
    return NodeRelease(
        **entry,
        lts="lts" in line,
        code_name=line.get("lts"),
        end_of_life=line.get("end_of_life"),
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
