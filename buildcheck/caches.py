"""Where everything is kept that may be lost: answers, facts about sources, downloads, records of runs."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path:
    """Give the folder (absolute, made when missing) for all that may be removed without loss.

    ``BUILDCHECK_CACHE_DIR`` overrides the platform's own.
    """
    given = os.environ.get("BUILDCHECK_CACHE_DIR")
    if given:
        folder = Path(given).absolute()
    else:
        import platformdirs

        folder = Path(platformdirs.user_cache_dir("buildcheck", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder
