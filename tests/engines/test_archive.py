"""The source as a tar: what comes out is what was listed, and a folder that changes underfoot gives nothing away."""

from __future__ import annotations

import io
import os
import tarfile
import time
from pathlib import Path

import pytest

from buildcheck.engines import folder
from buildcheck.engines.archive import MTIME, content_key, stream_source, write_source
from buildcheck.errors import UsageError
from buildcheck.model.project import Entry, Source


def file(root: Path, path: str, content: bytes = b"x", *, executable: bool = False) -> Entry:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return Entry(path=path, kind="file", size=len(content), executable=executable)


def source(root: Path, *entries: Entry) -> Source:
    return Source(kind="folder", root=str(root), entries=entries)


def archive(of: Source, *, only: frozenset[str] | None = None, owner: int = 10001, prefix: str = "") -> tarfile.TarFile:
    out = io.BytesIO()
    write_source(of, out, only=only, owner=owner, prefix=prefix)
    out.seek(0)
    return tarfile.open(fileobj=out, encoding="utf-8", errors="surrogateescape")


def test_members_are_the_entries_and_their_parents(tmp_path: Path) -> None:
    link = Entry(path="b/link", kind="symlink", size=0, target="../../etc/passwd")
    of = source(tmp_path, file(tmp_path, "b/deep/run.sh", b"#!", executable=True), file(tmp_path, "a", b"hello"), link)
    with archive(of, prefix="work/", owner=77) as tar:
        members = {each.name: each for each in tar.getmembers()}
        content = tar.extractfile("work/a")
        assert content is not None
        assert content.read() == b"hello"
    assert list(members) == ["work", "work/a", "work/b", "work/b/deep", "work/b/deep/run.sh", "work/b/link"]
    assert (members["work/b/deep/run.sh"].mode, members["work/a"].mode, members["work/b"].mode) == (0o755, 0o644, 0o755)
    assert members["work/b/link"].issym()
    # It climbs out of the source, so it is written as what it means in a container (Docker refuses the other form).
    assert members["work/b/link"].linkname == "/etc/passwd"
    assert {(each.uid, each.gid, each.mtime) for each in members.values()} == {(77, 77, MTIME)}


def test_two_runs_are_equal_and_order_does_not_matter(tmp_path: Path) -> None:
    entries = [file(tmp_path, name, name.encode()) for name in ("c", "a/x", "b")]
    first = b"".join(stream_source(source(tmp_path, *entries)))
    os.utime(tmp_path / "b", (1, 1))
    assert b"".join(stream_source(source(tmp_path, *reversed(entries)))) == first


@pytest.mark.parametrize("name", ["é" * 80 + "/" + "n" * 200, os.fsdecode(b"caf\xe9"), "new\nline", "-rf", " "])
def test_unusual_names_survive(tmp_path: Path, name: str) -> None:
    with archive(source(tmp_path, file(tmp_path, name))) as tar:
        assert tar.getnames()[-1] == name


def test_only_some(tmp_path: Path) -> None:
    of = source(tmp_path, file(tmp_path, "a"), file(tmp_path, "b/c"))
    with archive(of, only=frozenset({"a", "not-there"})) as tar:
        assert tar.getnames() == ["a"]


def test_a_big_file_streams_in_small_pieces(tmp_path: Path) -> None:
    size = 2 * 1024**3 + 5
    with (tmp_path / "big").open("wb") as out:
        out.truncate(size)
    total = largest = 0
    for piece in stream_source(source(tmp_path, Entry(path="big", kind="file", size=size))):
        total += len(piece)
        largest = max(largest, len(piece))
    assert total == 512 + size + -size % 512 + 1024
    assert largest < 2 * 1024 * 1024


def secret_link(root: Path, outside: Path) -> None:
    (root / "a/f").unlink()
    (root / "a/f").symlink_to(outside / "f")


def secret_parent(root: Path, outside: Path) -> None:
    (root / "a/f").unlink()
    (root / "a").rmdir()
    (root / "a").symlink_to(outside)


def fifo(root: Path, outside: Path) -> None:
    (root / "a/f").unlink()
    os.mkfifo(root / "a/f")


def vanished(root: Path, outside: Path) -> None:
    (root / "a/f").unlink()


def grown(root: Path, outside: Path) -> None:
    (root / "a/f").write_bytes(b"longer than it was")


@pytest.mark.parametrize("change", [secret_link, secret_parent, fifo, vanished, grown])
def test_a_change_since_the_listing_is_an_error(tmp_path: Path, change: object) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (outside / "f").write_bytes(b"SECRET")
    of = source(root, file(root, "a/f", b"public"))
    assert callable(change)
    change(root, outside)
    for read in (lambda: b"".join(stream_source(of)), lambda: content_key(of)):
        with pytest.raises(UsageError, match=r"a/f changed while the project was read"):
            read()


@pytest.mark.parametrize("change", [secret_link, secret_parent, fifo, vanished])
def test_a_platform_without_openat_is_as_strict(
    tmp_path: Path, change: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_HAS_OPENAT", False)
    test_a_change_since_the_listing_is_an_error(tmp_path, change)


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a/../../outside", "a//b", ""])
def test_paths_out_of_the_folder_are_not_read(tmp_path: Path, path: str) -> None:
    (tmp_path / "outside").write_bytes(b"x")
    (tmp_path / "root/a").mkdir(parents=True)
    with pytest.raises(UsageError):
        content_key(source(tmp_path / "root", Entry(path=path, kind="file", size=1)))


def test_the_key_knows_path_mode_content_and_target(tmp_path: Path) -> None:
    def key(*entries: Entry) -> str:
        return content_key(source(tmp_path, *entries))

    base = key(file(tmp_path, "a", b"1"), file(tmp_path, "b", b"2"))
    keys = {
        base,
        key(file(tmp_path, "a", b"12"), file(tmp_path, "b", b"")),
        key(file(tmp_path, "a", b"1"), file(tmp_path, "c", b"2")),
        key(file(tmp_path, "a", b"1"), file(tmp_path, "b", b"2", executable=True)),
        key(Entry(path="a", kind="symlink", size=0, target="1"), file(tmp_path, "b", b"2")),
        key(Entry(path="a", kind="symlink", size=0, target="2"), file(tmp_path, "b", b"2")),
    }
    assert len(keys) == 6
    assert key(file(tmp_path, "b", b"2"), file(tmp_path, "a", b"1")) == base


def test_the_key_of_many_files_is_quick(tmp_path: Path) -> None:
    of = source(tmp_path, *[file(tmp_path, f"d{n % 100}/f{n}", b"x" * 100) for n in range(10_000)])
    started = time.process_time()
    content_key(of)
    assert time.process_time() - started < 2
