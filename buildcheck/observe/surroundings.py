"""Where a snapshot looks: the home folder, the environment and PATH, as one value, so that nothing asks elsewhere."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from buildcheck.model.project import Project

_REPARSE = stat.FILE_ATTRIBUTE_REPARSE_POINT


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The user's side. ``environ`` holds values, so it is never shown; ``source`` is the root of the project's source,
    with links resolved, and ``app`` the app's folder in it."""

    home: Path
    environ: Mapping[str, str] = field(repr=False)
    source: Path
    app: str = "."
    platform: str = sys.platform

    @property
    def folder(self) -> Path:
        """The app's folder."""
        return self.source / self.app

    def path(self) -> Iterator[Path]:
        """Give the folders of PATH that lie outside of the project: nothing of the project is ever run or trusted."""
        for text in dict.fromkeys(self.environ.get("PATH", "").split(os.pathsep)):
            folder = Path(text)
            if text and folder.is_absolute() and not self.is_inside(folder):
                yield folder

    def is_inside(self, path: Path) -> bool:
        """Whether ``path`` is part of the source, by itself or by where links lead."""
        real = Path(os.path.realpath(path))
        return self.source in (path, real) or self.source in path.parents or self.source in real.parents

    def folder_of(self, variable: str, *default: str) -> Path:
        """Give the folder that a variable names, else one below the home folder."""
        named = self.environ.get(variable)
        return Path(named) if named and os.path.isabs(named) else self.home.joinpath(*default)

    def shown(self, path: Path) -> str:
        """Give a path as the model holds it: relative to the source, below ``~``, or absolute."""
        for base, prefix in ((self.source, ""), (self.home, "~/"), (Path(os.path.realpath(self.home)), "~/")):
            if path == base or base in path.parents:
                return (prefix + path.relative_to(base).as_posix()).removesuffix("/.") or "."
        return path.as_posix()


def surroundings(project: Project, environ: Mapping[str, str]) -> Surroundings:
    """Give those of ``project`` for a process with this environment."""
    # As Node's os.homedir() has it, which the package managers ask (nodejs.org, "OS").
    names_of_home = ("USERPROFILE", "HOME") if sys.platform == "win32" else ("HOME", "USERPROFILE")
    named = next((environ[each] for each in names_of_home if environ.get(each)), None)
    home = Path(named) if named else Path.home()
    root = project.source.checkout or project.source.root
    return Surroundings(home=home, environ=environ, source=Path(os.path.realpath(root)), app=project.app)


def is_link(path: Path) -> bool:
    """Whether ``path`` leads elsewhere: a symbolic link, or one of Windows' junctions, which package managers make."""
    try:
        state = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISLNK(state.st_mode) or bool(getattr(state, "st_file_attributes", 0) & _REPARSE)


def names(folder: Path, most: int = 5_000) -> list[str]:
    """Give the names in a folder, sorted, at most ``most`` of them; none where it can't be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(each.name for each, _ in zip(entries, range(most), strict=False))
    except OSError:
        return []
