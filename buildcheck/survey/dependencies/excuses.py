"""Why the type check passes although a module's package is missing: a comment that asks for it, or a declaration of the
module in the source. Only texts around a suspected use are read."""

from __future__ import annotations

from functools import cached_property

from buildcheck.load.files import Files
from buildcheck.model.dependencies import PackageUse

_COMMENTS = ("@ts-ignore", "@ts-expect-error")
_WHOLE_FILE = "@ts-nocheck"


class Excuses:
    """Reads the files of one source."""

    def __init__(self, files: Files) -> None:
        self._files = files

    @cached_property
    def _declarations(self) -> str:
        paths = (path for path in self._files.by_path if path.endswith(".d.ts"))
        texts = (self._files.text(path) or "" for path in paths)
        return "\n".join(text for text in texts if "declare module" in text)

    def excuse(self, use: PackageUse) -> bool:
        """Whether the missing package of ``use`` is no error of types."""
        if use.by != "import":
            return False
        if any(f"{quote}{use.asked}{quote}" in self._declarations for quote in "\"'"):
            return True
        text = self._files.text(use.at.path) or ""
        line = use.at.line or 1
        before = text.split("\n")[max(line - 2, 0) : line]
        return _WHOLE_FILE in text or any(comment in each for each in before for comment in _COMMENTS)
