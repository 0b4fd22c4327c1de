"""`Project`, its configurations and scripts -> `Output`: what its build leaves behind, as far as the files tell.

Sources: docs `output`, `distDir`; export/utils.ts (`hasCustomExportOutput`); server/config.ts (renamed keys); Vite's
`build.outDir` and `root`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Literal

from buildcheck.model.invocation import Invocation
from buildcheck.model.next_app import NextApp
from buildcheck.model.output import Output
from buildcheck.model.project import Project
from buildcheck.model.syntax import Answer, ConfigFile

# These write elsewhere than Vite's own outDir.
_OTHER_WRITERS = ("@cloudflare/vite-plugin", "laravel-vite-plugin", "nitro", "vinxi", "vike", "@crxjs/vite-plugin",
                  "electron-vite", "wxt", "vite-plugin-ssr", "vite-ssg")  # fmt: skip
_FORCES_STANDALONE = "NEXT_PRIVATE_STANDALONE"


def find_output(
    project: Project, *, app: NextApp | None, configs: Mapping[str, ConfigFile], build: Sequence[Invocation]
) -> Output | None:
    """Give what the build of the app leaves behind; ``None`` for a framework that we know nothing of."""
    name = project.framework.name if project.framework else None
    if name == "next" and app is not None:
        return _of_next(app, build)
    if name == "vite":
        return _of_vite(project, configs, build)
    if name == "react-scripts":
        known = not any("BUILD_PATH" in each.env for each in build)
        return Output(mode="static", folder=_in(project.app, "build") if known else None)
    return None


def _of_next(app: NextApp, build: Sequence[Invocation]) -> Output:
    dist = app.option("distDir")
    folder = _folder(dist, ".next")
    work = _in(app.root, folder)
    exported = next((each for each in build if each.runs("next", "export")), None)
    if exported is not None and not app.at_least(14):
        asked = exported.flag("-o", "--outdir") or "out"
        return Output(mode="export", folder=_in(app.root, asked), work=work, at=exported.at)
    output = app.option("output") if app.at_least(12, 2) else app.option("experimental", "outputStandalone")
    mode = None if any(_FORCES_STANDALONE in each.env for each in build) else _mode(output)
    if mode == "export":
        # With another distDir, that is where the export goes, and Next works in .next (`hasCustomExportOutput`).
        target = _in(app.root, "out" if folder == ".next" else folder)
        return Output(mode=mode, folder=target, work=_in(app.root, ".next"), at=output.at, folder_at=dist.at)
    return Output(mode=mode, folder=work, work=work, at=output.at, folder_at=dist.at)


def _mode(output: Answer) -> Literal["server", "standalone", "export"] | None:
    if output.state == "absent":
        return "server"
    if output.state != "known":
        return None
    if output.value == "export":
        return "export"
    return "standalone" if output.value in ("standalone", True) else "server"


def _of_vite(project: Project, configs: Mapping[str, ConfigFile], build: Sequence[Invocation]) -> Output:
    path = project.framework.config if project.framework else None
    config = configs.get(path) if path is not None else None
    run = next((each for each in build if each.tool == "vite" and each.words[1:2] in ((), ("build",))), None)
    wanted = run.flag("--outDir") if run is not None else None
    others = any(project.manifest.requirement(each) for each in _OTHER_WRITERS)
    if others or (path is not None and config is None) or (run is not None and run.folder != "."):
        return Output(mode="static", folder=None)
    absent = Answer(state="absent")
    root = _folder(config.get("root") if config else absent, ".")
    answer = config.get("build", "outDir") if config else absent
    folder = wanted or _folder(answer, "dist")
    known = root is not None and folder is not None and (run is None or not _root_argument(run))
    place = _in(_in(project.app, root) or ".", folder) if known else None
    return Output(mode="static", folder=place, folder_at=answer.at)


def _root_argument(run: Invocation) -> bool:
    """Whether ``vite build ROOT`` names a root: the words of options can't be told from it, so any such word counts."""
    return any(not each.startswith("-") for each in run.words[2:])


def _folder(answer: Answer, default: str) -> str | None:
    if answer.state == "absent":
        return default
    return posixpath.normpath(answer.value) if isinstance(answer.value, str) and answer.value else None


def _in(root: str, folder: str | None) -> str | None:
    return None if folder is None else posixpath.normpath(posixpath.join(root, folder))
