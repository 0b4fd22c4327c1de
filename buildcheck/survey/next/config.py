"""Which configuration file Next reads, and what it says about page extensions and switches.

Sources: CONFIG_FILES in shared/lib/constants.ts; server/config.ts; server/config-shared.ts (defaults).
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from buildcheck.model.syntax import ConfigFile, Known, Listing
from buildcheck.survey.next.tree import Tree

DEFAULT_EXTENSIONS = ("tsx", "ts", "jsx", "js")
SUPPORTED = (("js", (0, 0, 0)), ("mjs", (12, 0, 0)), ("ts", (15, 0, 0)), ("mts", (16, 0, 0)))
UNSUPPORTED = ("cjs", "cts", "mts", "json", "jsx", "tsx", "ts")
_PASSED_OVER = ("cjs", "cts", "mts")
"""Up to 14 these names were not known at all, where the others were refused."""


class ConfigFiles(NamedTuple):
    """``used`` is relative to the source root; the others are of the app's folder and are not read. Without one that is
    used, ``unsupported`` ends the build and ``passed_over`` does not."""

    used: str | None
    beside: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    inherited: bool = False
    passed_over: tuple[str, ...] = ()


def find_config(tree: Tree, sources: frozenset[str], version: tuple[int, int, int]) -> ConfigFiles:
    """Find the configuration: the first supported name in the app's folder, else in the folders above it.

    ``sources`` are all files of the source.
    """
    supported = [f"next.config.{ending}" for ending, since in SUPPORTED if version >= since]
    present = [each for each in supported if tree.is_file(each)]
    others = [f"next.config.{each}" for each in UNSUPPORTED]
    unread = tuple(tree.full(each) for each in others if each not in supported and tree.is_file(each))
    if present:
        return ConfigFiles(tree.full(present[0]), (*map(tree.full, present[1:]), *unread))
    above = _above(tree.root, supported, sources)
    over = tuple(each for each in unread if version < (15, 0, 0) and each.rpartition(".")[2] in _PASSED_OVER)
    refused = tuple(each for each in unread if each not in over)
    return ConfigFiles(above, unsupported=refused, inherited=above is not None, passed_over=over)


def _above(root: str, names: list[str], sources: frozenset[str]) -> str | None:
    """``find-up``: Next looks in every folder above, the nearest first."""
    folder = root
    while folder not in ("", "."):
        folder = posixpath.dirname(folder)
        for name in names:
            if (path := posixpath.join(folder, name)) in sources:
                return path
    return None


def page_extensions(config: ConfigFile | None, *, readable: bool) -> tuple[str, ...] | None:
    """Give ``pageExtensions``; ``None`` where it is set and can't be read. ``readable``: there is no configuration, or
    its syntax is known."""
    if config is None:
        return DEFAULT_EXTENSIONS if readable else None
    answer = config.get("pageExtensions")
    if answer.state == "absent":
        return DEFAULT_EXTENSIONS
    node = answer.node
    if not isinstance(node, Listing) or node.open:
        return None
    values = [each.value for each in node.items if isinstance(each, Known)]
    texts = tuple(each for each in values if isinstance(each, str))
    return texts if len(texts) == len(node.items) and texts else None


def switched_on(config: ConfigFile | None, *keys: str) -> bool | None:
    """Whether a switch is on; ``None`` where that is not known."""
    if config is None:
        return False
    answer = config.get(*keys)
    if answer.state == "absent":
        return False
    return answer.value is True if isinstance(answer.node, Known) else None
