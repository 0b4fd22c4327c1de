"""`Project` and `Survey` -> which files of a build a browser can fetch, where, and what kind of file each is.

Next serves ``static`` below its build folder, ``public/``, and what it prerendered; no script of the server and no
manifest (server/lib/router-utils/filesystem.ts, 13.4 to 16). An export, and the output of Vite, are served whole.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from buildcheck.model.project import Project
from buildcheck.model.survey import Survey

Kind = Literal["script", "map", "rewrites", "page", "payload", "data", "body", "file", "answer"]
"""A chunk, a source map, Next's list of rewrites for the browser, a page of HTML, the payload of server components,
props of the pages router, a stored answer, any other file, and what the started app answered."""

_SCRIPTS = (".js", ".mjs", ".cjs", ".css")
_REWRITES = ("_buildManifest.js", "_clientMiddlewareManifest.json", "_clientMiddlewareManifest.js",
             "_devMiddlewareManifest.json")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """A file that a browser can fetch. ``address`` is that of the page or handler that it belongs to, ``None`` for a
    file of its own. ``of_public``: it was copied from, or lies in, the folder of public files."""

    kind: Kind
    url: str
    address: str | None = None
    of_public: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """``work`` is Next's build folder, ``served`` a folder whose files are all served (and then nothing else is),
    ``public`` that of public files in the source, ``public_files`` what the source has in it. ``base`` comes before
    each address, ``assets`` before those of ``_next/static``; ``config`` is the path of the configuration."""

    work: str | None = None
    served: str | None = None
    public: str | None = None
    public_files: frozenset[str] = frozenset()
    base: str = ""
    assets: str = ""
    config: str | None = None

    def locate(self, path: str) -> Spot | None:
        """Say where a browser gets ``path``; ``None``: nowhere."""
        if self.served is not None and path.startswith(f"{self.served}/"):
            return self._served(path.removeprefix(f"{self.served}/"))
        if self.served is not None:
            return None
        if self.work is not None and path.startswith(f"{self.work}/"):
            return self._built(path.removeprefix(f"{self.work}/"))
        if self.public is not None and path.startswith(f"{self.public}/"):
            return Spot("file", self._url(path.removeprefix(f"{self.public}/")), of_public=True)
        return None

    def _built(self, path: str) -> Spot | None:
        folder, _, rest = path.partition("/")
        if folder == "static":
            return Spot(_kind_of_static(rest), f"{self.assets or self.base}/_next/{quote(path)}")
        router, _, name = rest.partition("/")
        if folder == "server" and router == "app":
            return self._of_app(name)
        if folder == "server" and router == "pages":
            return self._of_pages(name)
        return None

    def _of_app(self, name: str) -> Spot | None:
        page, _, segment = name.partition(".segments/")
        if segment:
            return self._page("payload", page) if segment.endswith(".segment.rsc") else None
        stem, ending = posixpath.splitext(name)
        if ending == ".rsc":
            return self._page("payload", stem.removesuffix(".prefetch"))
        kinds: dict[str, Kind] = {".html": "page", ".body": "body"}
        return self._page(kinds[ending], stem) if ending in kinds else None

    def _of_pages(self, name: str) -> Spot | None:
        stem, ending = posixpath.splitext(name)
        if ending == ".html":
            return self._page("page", stem)
        if ending == ".json" and not stem.endswith(("-manifest", ".nft")):
            return Spot("data", self._url(f"_next/data/{{build}}/{name}"), address=_address(stem))
        return None

    def _served(self, name: str) -> Spot:
        url, (stem, ending) = self._url(name), posixpath.splitext(name)
        public = f"{self.public}/{name}" in self.public_files
        if name.startswith("_next/static/"):
            return Spot(_kind_of_static(name), url)
        if name.startswith("_next/data/"):
            return Spot("data", url, address=_address(posixpath.splitext(name.split("/", 3)[-1])[0]))
        if ending == ".html":
            address = _address(stem.removesuffix("/index"))
            return Spot("page", self._of_address(address), address, of_public=public)
        if ending == ".txt" and not public:
            return Spot("payload", url, address=_address(stem.partition("/__next.")[0].removesuffix("/index")))
        kind = _kind_of_static(name)
        return Spot(kind, url, of_public=public)

    def _page(self, kind: Kind, stem: str) -> Spot:
        address = _address(stem)
        return Spot(kind, self._of_address(address), address)

    def _of_address(self, address: str) -> str:
        return self.base if self.base and address == "/" else f"{self.base}{quote(address)}"

    def _url(self, name: str) -> str:
        return f"{self.base}/{quote(name, safe='/{}')}"


def layout_of(project: Project, survey: Survey) -> Layout | None:
    """Give the layout of the build of ``project``; ``None`` where it is not known what of a build is served."""
    output = survey.output
    if output is None or (output.work is None and not (output.is_static and output.folder)):
        return None
    public = posixpath.normpath(posixpath.join(project.app, "public"))
    files = (each.path for each in project.source.entries)
    config = project.framework.config if project.framework is not None else None
    return Layout(
        work=output.work,
        served=output.folder if output.is_static else None,
        public=public,
        public_files=frozenset(each for each in files if each.startswith(f"{public}/")),
        base=_base(survey, config),
        assets=_text(survey, "assetPrefix").rstrip("/"),
        config=config,
    )


def _base(survey: Survey, config: str | None) -> str:
    """Give what comes before each address: ``basePath`` of Next, ``base`` of Vite where it is a path."""
    if survey.next is not None:
        return _text(survey, "basePath").rstrip("/")
    file = survey.configs.get(config or "")
    value = file.get("base").value if file is not None else None
    return value.rstrip("/") if isinstance(value, str) and value.startswith("/") else ""


def _text(survey: Survey, key: str) -> str:
    value = survey.next.option(key).value if survey.next is not None else None
    return value if isinstance(value, str) else ""


def _kind_of_static(name: str) -> Kind:
    if name.endswith(_REWRITES):
        return "rewrites"
    if name.endswith(".map"):
        return "map"
    return "script" if name.endswith(_SCRIPTS) else "file"


def _address(stem: str) -> str:
    return "/" if stem in ("", "index", ".") else f"/{stem.removesuffix('/index')}"
