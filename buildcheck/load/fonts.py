"""Files that name ``next/font/google`` in a string. A cheap search is enough: it only switches a stand-in on."""

from __future__ import annotations

import re

from buildcheck.load.files import Files
from buildcheck.load.paths import within
from buildcheck.model.value import At

_SPECIFIER = re.compile(rb"""["'`]@?next/font/google["'`]""")
_ENDINGS = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".mdx")
_MAX_BYTES = 1024**2


def google_fonts(files: Files, folders: tuple[str, ...]) -> tuple[At, ...]:
    """Give the first place in each source file of ``folders`` that names it."""
    found = []
    for path in files.by_path:
        if path.endswith(_ENDINGS) and any(within(path, folder) for folder in folders):
            content = files.read(path, _MAX_BYTES)
            match = _SPECIFIER.search(content) if content else None
            if content and match:
                found.append(At(path=path, line=content.count(b"\n", 0, match.start()) + 1))
    return tuple(found)
