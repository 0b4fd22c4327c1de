"""What is kept stands as long as our own code does."""

from __future__ import annotations

import os
from pathlib import Path

import buildcheck
from buildcheck.caches import own_code


def test_what_python_keeps_beside_modules_is_no_change_of_ours() -> None:
    """A first run writes bytecode into the folders of the package, and found its own answer out of date."""
    folder = Path(buildcheck.__file__).parent
    before = own_code()
    own_code.cache_clear()
    os.utime(folder)
    assert own_code() == before
