"""The versions of Next whose real builds are recorded, each with its bundler."""

from __future__ import annotations

from typing import Literal, NamedTuple

from buildcheck.model.next_app import Bundler


class Target(NamedTuple):
    """``name`` is that of its file in ``recorded``. ``share`` says which cases it builds: ``all``, ``rules`` (the first
    seed of each rule, and those that are marked ``boundary``) or ``boundary`` (those alone: it stands on one side of
    a version where rules changed)."""

    name: str
    version: str
    bundler: Bundler
    react: str
    share: Literal["all", "rules", "boundary"] = "all"

    @property
    def caches(self) -> bool:
        """Whether the cache of its builds is an option of the configuration (webpack always has one)."""
        major, minor = map(int, self.version.split(".")[:2])
        return self.bundler == "turbopack" and (major, minor) >= (16, 1)

    @property
    def command(self) -> str:
        """The build script: flags only where they are needed, because older versions refuse them."""
        major = int(self.version.partition(".")[0])
        flag = {(True, "webpack"): " --webpack", (False, "turbopack"): " --turbopack"}
        return "next build" + flag.get((major >= 16, self.bundler), "")


TARGETS = (
    Target("16-turbopack", "16.4.6", "turbopack", "19.2.0"),
    Target("15-webpack", "15.5.29", "webpack", "19.2.0", share="rules"),
    Target("14-webpack", "14.2.35", "webpack", "18.3.1", share="rules"),
    Target("16-webpack", "16.4.6", "webpack", "19.2.0", share="rules"),
    Target("13-webpack", "13.5.11", "webpack", "18.3.1"),
    Target("15-turbopack", "15.5.29", "turbopack", "19.2.0", share="boundary"),
    Target("15.4-webpack", "15.4.11", "webpack", "19.2.0", share="boundary"),
    Target("16.0-turbopack", "16.0.11", "turbopack", "19.2.0", share="boundary"),
    Target("16.1-turbopack", "16.1.7", "turbopack", "19.2.0", share="boundary"),
    Target("13.4-webpack", "13.4.19", "webpack", "18.3.1", share="boundary"),
)


def target(name: str) -> Target:
    """Give the target called ``name``."""
    return next(each for each in TARGETS if each.name == name)
