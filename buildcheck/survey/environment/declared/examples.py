"""Example files by any of their names, and lines of env files that are commented out -> declarations.

Whoever sets the app up reads them (``env.example``, ``.env.sample``, ``# STRIPE_KEY=``); no tool does.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator

from buildcheck.load.files import Files
from buildcheck.model.environment import Declaration
from buildcheck.model.value import At

_FILE = re.compile(r"\.?env(?:[.-][\w.-]+)?|(?:example|sample|template|dotenv)[\w.-]*\.env|\.dev\.vars(?:\.[\w.-]+)?")
_LINE = re.compile(r"[ \t]*(#+[ \t]*)?(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=")
_LONGEST = 256 * 1024


def examples(files: Files, known: Collection[str]) -> Iterator[tuple[str, Declaration]]:
    """Give the lines that name one of ``known``, in every such file of the source."""
    for path in files.by_path:
        name = posixpath.basename(path)
        if _FILE.fullmatch(name) is None or "node_modules/" in path:
            continue
        text = files.text(path, _LONGEST) or ""
        for number, line in enumerate(text.splitlines(), start=1):
            match = _LINE.match(line)
            if match is not None and match[2] in known:
                yield match[2], Declaration(by="example", at=At(path=path, line=number))
