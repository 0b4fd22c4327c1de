"""Small Next apps as values: a list of files in, what Next would make of them out; no disk, no parser."""

from __future__ import annotations

from buildcheck.model.next_app import NextApp
from buildcheck.model.project import Entry, Framework, Manifest, Project, Source
from buildcheck.model.syntax import ConfigFile
from buildcheck.survey.next import survey_next


def next_app(
    *files: str, version: str = "16.4.6", build: str = "next build", config: ConfigFile | None = None
) -> NextApp:
    """Give the app that Next of ``version`` sees in ``files``."""
    entries = tuple(Entry(path=each, kind="file", size=1) for each in (*files, *([config.path] if config else [])))
    manifest = Manifest(path="package.json", scripts={"build": build})
    project = Project(
        source=Source(kind="folder", root="/nowhere", entries=entries),
        app=".",
        install_root=".",
        manifest=manifest,
        root_manifest=manifest,
        framework=Framework(name="next", version=version),
    )
    found = survey_next(project, {}, {config.path: config} if config else {})
    assert found is not None
    return found


def urls(app: NextApp) -> list[str]:
    """Give the addresses with their router, in order."""
    return sorted(f"{each.router} {each.url}" for each in app.routes if each.kind != "special")


def fates(app: NextApp) -> set[tuple[str, str]]:
    """Give what is wrong, with what Next does about it."""
    return {(each.check, each.fate) for each in app.conflicts}
