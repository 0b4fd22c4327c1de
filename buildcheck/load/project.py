"""A folder -> `Project`: the clean source, and everything in it that says how it is installed and built."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from buildcheck.load.configuration import read_configuration
from buildcheck.load.env_files import names_by_file, read_env_files
from buildcheck.load.files import Files
from buildcheck.load.fonts import google_fonts
from buildcheck.load.framework import read_framework
from buildcheck.load.ignore_rules import read_ignore_rules
from buildcheck.load.lockfiles import read_lockfiles
from buildcheck.load.manifest import read_manifest
from buildcheck.load.missing import no_manifest, second_manifests
from buildcheck.load.node_pins import read_node_pins
from buildcheck.load.settings import read_settings
from buildcheck.load.source import Wanted, open_commit, open_source
from buildcheck.load.workspaces import install_root, members
from buildcheck.model.project import Manifest, Project, Remark, Source


@contextmanager
def load(path: Path, *, source: Wanted = "working-tree") -> Iterator[Project]:
    """Read the project in ``path``, which may be the root of a repository or the folder of an app inside one.

    ``source`` ``"working-tree"`` takes the tracked files as they are on disk (without git: those that ``.gitignore``
    lets in); ``"head"`` takes the last commit, in a temporary folder that lasts as long as the block.

    Raises:
        UsageError: there is no project that could be verified; it says what to do.
    """
    with open_source(path, source) as (clean, app):
        yield read_project(clean, app, path)


@contextmanager
def load_commit(path: Path, revision: str) -> Iterator[Project]:
    """Read the project in ``path`` as a commit of its repository holds it, in a temporary folder that lasts as long as
    the block.

    Raises:
        UsageError: there is no such commit, or no project in it.
    """
    with open_commit(path, revision) as (clean, app):
        yield read_project(clean, app, path)


def read_project(source: Source, app: str, path: Path) -> Project:
    """Give the project whose app is the folder ``app`` of ``source``; errors name it as the user did, by ``path``.

    Raises:
        UsageError: a package.json is missing or broken, or our own configuration is wrong.
    """
    files = Files(source)
    manifest = read_manifest(files, app)
    if manifest is None:
        raise no_manifest(files, app, path)
    root = install_root(files, app)
    manifests = _manifests(files, (app, root, ".", *members(files, root)))
    member_folders = tuple(each for each in members(files, root) if each in manifests)
    locked, lock_remarks = read_lockfiles(files, root)
    settings, setting_remarks = read_settings(files, app, root)
    framework = read_framework(files, app, _relative(app, root), manifest, locked)
    env = read_env_files(files, app, root, framework)
    remarks = [*lock_remarks, *setting_remarks, *_second_manifests(files, (app, root))]
    return Project(
        source=msgspec.structs.replace(source, remarks=(*source.remarks, *remarks)),
        app=app,
        install_root=root,
        manifest=manifest,
        root_manifest=manifests.get(root, manifest),
        members=member_folders,
        member_manifests=tuple(manifests[each] for each in member_folders),
        lockfiles=tuple(each.lockfile for each in locked),
        settings=tuple(settings),
        node_pins=tuple(read_node_pins(files, (app, root, "."), manifests)),
        framework=framework,
        google_fonts=google_fonts(files, (app, *member_folders)) if framework and framework.name == "next" else (),
        env_files=names_by_file(env, app),
        env=env,
        ignore_rules=tuple(read_ignore_rules(files)),
        configuration=read_configuration(files, app, manifest),
    )


def _manifests(files: Files, folders: tuple[str, ...]) -> dict[str, Manifest]:
    found = {folder: read_manifest(files, folder) for folder in dict.fromkeys(folders)}
    return {folder: each for folder, each in found.items() if each is not None}


def _relative(app: str, root: str) -> str:
    if app == root:
        return "."
    return app if root == "." else app[len(root) + 1 :]


def _second_manifests(files: Files, folders: tuple[str, ...]) -> list[Remark]:
    found = dict.fromkeys(path for folder in folders for path in second_manifests(files, folder))
    return [
        Remark(kind="second-manifest", path=path, message="Beside package.json it is read by nobody, pnpm included.")
        for path in found
    ]
