"""An HTML page that Vite builds -> the scripts and style sheets that it asks for.

https://vite.dev/guide/#index-html-and-project-root: module scripts and style sheets become part of the build.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from buildcheck.model.module import Import, ImportKind

# `%ENV_NAME%` is filled in by the build, a scheme or `//` leads to another host.
_NOT_OURS = re.compile(r"%\w+%|[A-Za-z][\w+.-]*:|//")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Import] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "script" and values.get("type") == "module" and "vite-ignore" not in values:
            self._add(values.get("src"), "import")
        elif tag == "link" and "stylesheet" in values.get("rel", "").split():
            self._add(values.get("href"), "url")

    def _add(self, address: str | None, kind: ImportKind) -> None:
        if not address or _NOT_OURS.search(address):
            return
        line, column = self.getpos()
        specifier = address if address.startswith((".", "/")) else f"./{address}"
        self.found.append(Import(line=line, column=column + 1, specifier=specifier, kind=kind))


def page_imports(text: str) -> tuple[Import, ...]:
    """Give what the page ``text`` asks for, at the places of its tags."""
    page = _Page()
    page.feed(text)
    page.close()
    return tuple(page.found)
