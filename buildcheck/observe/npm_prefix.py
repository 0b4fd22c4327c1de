"""Where npm keeps what is installed globally, and its settings for the whole installation.

The order is npm's (docs.npmjs.com, "npmrc" and "folders"): variables, the user's file, npm's own file, the folder of
the Node that runs it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from buildcheck.load.regular_file import read_text
from buildcheck.load.settings import read_npmrc
from buildcheck.observe.programs import which
from buildcheck.observe.shims import volta_home
from buildcheck.observe.surroundings import Surroundings, names


def user_file(around: Surroundings) -> Path:
    """Give the place of the user's ``.npmrc``."""
    named = _variable("userconfig", around)
    return Path(named) if named and os.path.isabs(named) else around.home / ".npmrc"


def own_file(around: Surroundings) -> Path | None:
    """Give the ``npmrc`` inside of npm's own package, which Debian and Homebrew use; ``None`` without npm."""
    npm = which("npm", around)
    if npm is None:
        return None
    # On Windows a script beside node.exe starts what lies in node_modules there; elsewhere a link leads into it.
    if around.platform == "win32":
        return npm.parent / "node_modules/npm/npmrc"
    return Path(os.path.realpath(npm)).parent.parent / "npmrc"


def global_file(around: Surroundings) -> Path | None:
    """Give the place of the file for the whole installation, ``None`` where no prefix is known."""
    if named := _variable("globalconfig", around):
        return Path(named)
    prefix = next(prefixes(around), None)
    return prefix / "etc/npmrc" if prefix is not None else None


def prefixes(around: Surroundings) -> Iterator[Path]:
    """Give the folders that npm may install into, the one that counts first; behind it those that Node's own place
    suggests, since a shell of another session may have used them."""
    stated = _variable("prefix", around) or around.environ.get("PREFIX")
    for text in (stated, _of_file(user_file(around)), _of_file(own_file(around))):
        if text:
            path = Path(_expanded(text, around))
            if path.is_absolute():
                yield path
    if around.platform == "win32":
        yield around.folder_of("APPDATA", "AppData/Roaming") / "npm"
    if (node := which("node", around)) is not None:
        place = Path(os.path.realpath(node)).parent
        yield place if around.platform == "win32" else place.parent


def modules_folders(around: Surroundings) -> Iterator[Path]:
    """Give the folders that hold global packages of npm, Volta's one for each package included."""
    for prefix in dict.fromkeys(prefixes(around)):
        yield prefix / ("node_modules" if around.platform == "win32" else "lib/node_modules")
    images = volta_home(around) / "tools/image/packages"
    for name in names(images):
        folders = [images / name / each for each in names(images / name)] if name.startswith("@") else [images / name]
        yield from (folder / "lib/node_modules" for folder in folders)


def _expanded(text: str, around: Surroundings) -> str:
    """Put in the variables that a setting refers to, as npm does, and the home folder."""
    known = {"HOME": str(around.home)} | dict(around.environ)
    text = re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1], match[0]), text)
    return f"{around.home}/{text[2:]}" if text.startswith("~/") else text


def _variable(name: str, around: Surroundings) -> str | None:
    wanted = f"npm_config_{name}"
    return next((value for key, value in around.environ.items() if key.lower() == wanted and value), None)


def _of_file(file: Path | None) -> str | None:
    text = read_text(file) if file is not None else None
    return next((value for key, value, _ in read_npmrc(text or "") if key == "prefix"), None)
