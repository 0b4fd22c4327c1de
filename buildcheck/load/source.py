"""A folder named by the user -> the clean `Source` that it is part of, and the app's place in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from buildcheck.errors import UsageError
from buildcheck.load.checkout import working_tree
from buildcheck.load.files import Files
from buildcheck.load.git import Git, GitError, repository
from buildcheck.load.manifest import NAME
from buildcheck.load.paths import within
from buildcheck.load.workspaces import PNPM_WORKSPACE, install_root
from buildcheck.model.project import Entry, Source

Wanted = Literal["working-tree", "head"]


@contextmanager
def open_source(path: Path, wanted: Wanted) -> Iterator[tuple[Source, str]]:
    """Give the source that ``path`` is part of, and the folder of ``path`` in it.

    Raises:
        UsageError: ``path`` is no folder, or holds nothing that could be verified as wanted.
    """
    folder = _folder(path)
    git = repository(folder)
    if git is not None and _is_ignored(git, folder):
        git = None
    if git is None:
        if wanted == "head":
            raise UsageError(
                f"{path} is not in a git repository.",
                why="--source head verifies what a push would carry.",
                do="Leave --source head out, or run git init and commit.",
            )
        from buildcheck.load.folder import plain_folder

        top = _workspace_above(folder)
        yield plain_folder(top), _place(folder, top)
        return
    place = _place(folder, git.folder)
    try:
        if wanted == "head":
            from buildcheck.load.head import head

            with head(git) as source:
                yield _checked(source, place, path), place
        else:
            yield _checked(working_tree(git), place, path), place
    except GitError as error:
        raise _unreadable(git, error) from error


def _unreadable(git: Git, error: GitError) -> UsageError:
    return UsageError(
        f"Git can't read the repository at {git.folder}.",
        why=str(error),
        do="Repair it, or verify a copy of the folder without its .git.",
    )


@contextmanager
def open_commit(path: Path, revision: str) -> Iterator[tuple[Source, str]]:
    """Give the source of a commit of the repository that ``path`` is part of, and the folder of ``path`` in it.

    Raises:
        UsageError: there is no repository, or no such commit, or it holds nothing there.
    """
    folder = _folder(path)
    git = repository(folder)
    if git is None:
        raise UsageError(
            f"{path} is not in a git repository, so {revision} can be no commit of it.",
            why="No folder above it has a .git.",
            do="Run it in the repository, or name two bundles or snapshots.",
        )
    from buildcheck.load.head import commit

    place = _place(folder, git.folder)
    try:
        with commit(git, revision) as source:
            yield _checked(source, place, path), place
    except GitError as error:
        raise _unreadable(git, error) from error


def _folder(path: Path) -> Path:
    try:
        folder = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(
            f"{path} does not exist.", why="No such folder on this machine.", do="Give the folder of the project."
        ) from error
    if not folder.is_dir():
        raise UsageError(
            f"{path} is not a folder.",
            why="A project is named by its folder.",
            do=f"Give the folder instead: {path.parent}",
        )
    return folder


def _place(folder: Path, top: Path) -> str:
    return folder.relative_to(top).as_posix()


def _is_ignored(git: Git, folder: Path) -> bool:
    """Tell whether the repository around ``folder`` wants nothing of it: a scratch folder, or dot files in a home."""
    if folder == git.folder:
        return False
    try:
        git.run("check-ignore", "--quiet", "--", str(folder))
    except GitError:
        return False
    return True


def _checked(source: Source, place: str, path: Path) -> Source:
    """Give ``source``, or the error that git holds nothing of it in the folder that the user named."""
    if any(within(each.path, place) for each in source.entries):
        return source
    raise UsageError(
        f"Git tracks no file in {path}.",
        why="A push would carry nothing of it, so a clean checkout would be empty.",
        do="Add the files: git add . (and commit them, for --source head).",
    )


def _workspace_above(folder: Path) -> Path:
    """Give the nearest folder above whose workspace names ``folder``, else ``folder`` itself. Only the manifests of
    the folders above are looked at."""
    for above in folder.parents:
        names = [name for name in (NAME, PNPM_WORKSPACE) if (above / name).is_file()]
        if not names:
            continue
        entries = tuple(Entry(path=name, kind="file", size=(above / name).stat().st_size) for name in names)
        files = Files(Source(kind="folder", root=str(above), entries=entries))
        try:
            if install_root(files, _place(folder, above)) == ".":
                return above
        except UsageError:
            continue
    return folder
