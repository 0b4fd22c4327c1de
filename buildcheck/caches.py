"""Where everything is kept that may be lost: answers, facts about sources, downloads, records of runs.

Several runs may use it at the same moment: what one looks at, another may just have removed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from buildcheck import __version__
from buildcheck.errors import EngineError


def cache_folder() -> Path:
    """Give the folder (absolute, made when missing) for all that may be removed without loss.

    ``BUILDCHECK_CACHE_DIR`` overrides the platform's own. An `EngineError` says that nothing can be written there.
    """
    given = os.environ.get("BUILDCHECK_CACHE_DIR")
    if given:
        folder = Path(given).absolute()
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("buildcheck", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error.strerror or type(error).__name__) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _unusable(folder, "this user may not write there")
    return folder


def _unusable(folder: Path, why: str) -> EngineError:
    return EngineError(
        f"The cache folder {folder} can't be used.",
        why=f"{why[:1].upper()}{why[1:]}.",
        do="Let BUILDCHECK_CACHE_DIR name a folder that can be written.",
    )


def keep_youngest(folder: Path, pattern: str, most: int) -> None:
    """Remove the files of ``folder`` that match ``pattern``, except the ``most`` that were written last."""
    found = [(_written(each), each) for each in folder.glob(pattern)]
    for _, old in sorted(found)[:-most]:
        old.unlink(missing_ok=True)


@cache
def own_code() -> str:
    """Give a text that is another one when our own code has changed. A version alone would give old answers while the
    program itself is being changed (an editable install)."""
    stamps = "\n".join(sorted(_stamps(os.path.dirname(__file__))))
    return f"{__version__}-{sha256(stamps.encode(errors='surrogateescape')).hexdigest()[:16]}"


def _stamps(folder: str) -> Iterator[str]:
    # Of files alone: a folder's time is that of what Python itself keeps there when a module is first loaded.
    with os.scandir(folder) as entries:
        for each in entries:
            if not each.is_dir(follow_symlinks=False):
                yield f"{each.path} {each.stat().st_mtime_ns}"
            elif each.name != "__pycache__":
                yield from _stamps(each.path)


def _written(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
