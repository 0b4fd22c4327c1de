"""Build output read as hostile: honest archives are read in full, dishonest ones give remarks and never an error."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.artefacts import ArtefactLimits, read
from buildcheck.engines.base import Collected, Sink


def info(name: str, content: bytes = b"", **fields: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    for key, value in fields.items():
        setattr(member, key, value)
    return member, content


def packed(*members: tuple[tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format, encoding="utf-8", errors="surrogateescape") as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


def sliced(raw: bytes, size: int = 1000) -> Iterator[bytes]:
    return (raw[at : at + size] for at in range(0, len(raw), size))


def paths(found: Collected) -> list[str]:
    return [each.path for each in found.artefacts]


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("size", [1, 511, 512, 70_000])
def test_an_honest_archive(format: int, size: int) -> None:
    long = "out/" + "d" * 60 + "/" + "n" * 90
    raw = packed(info("out", type=tarfile.DIRTYPE), info("out/b", b"bb" * 600), info(long, b""), format=format)
    found = read(sliced(raw, size), prefix="apps/web")
    assert paths(found) == ["apps/web/out/b", f"apps/web/{long}"]
    assert (found.artefacts[0].size, found.artefacts[0].sha256) == (1200, sha256(b"bb" * 600).hexdigest())
    assert found.remarks == ()


@pytest.mark.parametrize("format", ["gnu", "pax", "ustar", "v7"])
def test_what_the_tar_program_writes(tmp_path: Path, format: str) -> None:
    (tmp_path / "out/sub").mkdir(parents=True)
    (tmp_path / "out/sub/é").write_bytes(b"content")
    raw = subprocess.run(["tar", f"--format={format}", "-c", "out"], cwd=tmp_path, capture_output=True, check=True)
    found = read([raw.stdout], prefix=".")
    assert (paths(found), found.remarks) == (["out/sub/é"], ())


def test_long_names_and_big_sizes_in_extension_headers() -> None:
    name = "out/" + "/".join(["é" * 100] * 5)
    for format in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        assert paths(read([packed(info(name, b"x"), format=format)], prefix=".")) == [name]


def test_caches_are_skipped_and_small_files_kept() -> None:
    raw = packed(info(".next/cache/webpack/1", b"x"), info(".next/routes.json", b"{}"), info(".next/cached", b"y"))
    found = read([raw], prefix="web", keep=lambda path: path.endswith(".json"))
    assert paths(found) == ["web/.next/cached", "web/.next/routes.json"]
    assert found.contents == {"web/.next/routes.json": b"{}"}
    small = ArtefactLimits(kept=1)
    assert read([raw], prefix="web", keep=lambda path: True, limits=small).contents == {"web/.next/cached": b"y"}


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        (info("out/l", type=tarfile.SYMTYPE, linkname="/etc/passwd"), "it is a symbolic link"),
        (info("out/l", type=tarfile.LNKTYPE, linkname="out/a"), "it is a hard link"),
        (info("out/l", type=tarfile.CHRTYPE), "it is a device"),
        (info("out/l", type=tarfile.BLKTYPE), "it is a device"),
        (info("out/l", type=tarfile.FIFOTYPE), "it is a FIFO"),
        (info("out/l", type=b"Z"), "it is a member of an unknown kind"),
        (info("/etc/passwd", b"x"), "its name is absolute"),
        (info("../x", b"x"), "its name leads out of the folder"),
        (info("out/../../x", b"x"), "its name leads out of the folder"),
        (info("out/a\x1b[2J\nb", b"x"), "its name has control characters"),
        (info("out/\udce9", b"x"), "its name is not UTF-8"),
        (info("/".join("d" * 70), b"x"), "it lies too deep"),
        (info("out/" + "n" * 5000, b"x"), "its name is too long"),
        (info("./", b"x"), "it has no name"),
        (info("out/a", b"x"), "the archive has it more than once"),
        (info("./out//a", b"x"), "the archive has it more than once"),
        (info("out/big", b"x" * 2000), "it has 2,000 bytes"),
        (info("out/s", pax_headers={"GNU.sparse.major": "1"}), "it is a sparse file"),
    ],
)
def test_what_can_not_be_an_artefact_is_left_out(member: tuple[tarfile.TarInfo, bytes], reason: str) -> None:
    raw = packed(info("out/a", b"1"), member, info("out/z", b"2"))
    found = read([raw], prefix=".", limits=ArtefactLimits(file=1000))
    assert paths(found) == ["out/a", "out/z"]
    [remark] = found.remarks
    assert reason in remark
    assert remark.isprintable()
    assert len(remark) < 300


def header(name: bytes, kind: bytes, size: int) -> bytes:
    member = tarfile.TarInfo(name.decode())
    member.type, member.size = kind, size
    return member.tobuf(tarfile.GNU_FORMAT)


def endless(start: bytes) -> Iterator[bytes]:
    yield start
    while True:
        yield bytes(1024 * 1024)


def endless_members() -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        yield header(b"f%d" % number, b"0", 0)


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K"])
def test_an_extension_header_of_gigabytes_is_not_read(kind: bytes) -> None:
    tracemalloc.start()
    found = read(endless(header(b"x", kind, 8 * 1024**3)), prefix=".")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "an extension header of 8,589,934,592 bytes" in found.remarks[0]
    assert peak < 8 * 1024**2


def test_a_chain_of_extension_headers_ends() -> None:
    found = read([header(b"x", b"K", 0) * 5000], prefix=".")
    assert "more than 8 extension headers in a row" in found.remarks[0]


def test_endless_data_ends() -> None:
    found = read(endless(header(b"x", b"0", 1024**3)), prefix=".", limits=ArtefactLimits(total=8 * 1024**2))
    assert found.remarks == ("The rest of the build output was not read: more data than is read at most.",)


def test_endless_files_end() -> None:
    found = read(endless_members(), prefix=".", limits=ArtefactLimits(count=500))
    assert len(found.artefacts) == 500
    assert "more than 500 files" in found.remarks[0]


def test_endless_folders_end() -> None:
    found = read(endless(header(b"d", b"5", 0) * 3000), prefix=".", limits=ArtefactLimits(count=500))
    assert "more than 500 files" in found.remarks[0]


def test_many_remarks_are_counted() -> None:
    raw = packed(*[info(f"l{number}", type=tarfile.SYMTYPE) for number in range(500)])
    found = read([raw], prefix=".")
    assert (len(found.remarks), found.remarks[-1]) == (101, "400 more files were left out.")


def test_a_compressed_bomb_is_a_file_like_any_other() -> None:
    bomb = subprocess.run(["gzip", "-9"], input=bytes(50_000_000), capture_output=True, check=True).stdout
    assert read([packed(info("out/bomb.gz", bomb))], prefix=".").artefacts[0].size == len(bomb)


@pytest.mark.parametrize("cut", [1, 511, 513, 700, 1200])
def test_an_archive_that_is_cut_off(cut: int) -> None:
    found = read([packed(info("a", b"x" * 600), info("b", b"y"))[:cut]], prefix=".")
    assert "the archive is cut off" in found.remarks[0]
    assert paths(found) == (["a"] if cut == 1200 else [])


HONEST = packed(
    info("out/" + "é" * 120, b"x" * 700), info("out/l", type=tarfile.SYMTYPE, linkname="y" * 200), info("out/b", b"b")
)[:6144]


@given(st.lists(st.tuples(st.integers(0, len(HONEST) - 1), st.integers(0, 255)), max_size=12), st.integers(1, 3000))
def test_a_damaged_archive_never_raises(damage: list[tuple[int, int]], size: int) -> None:
    raw = bytearray(HONEST)
    for at, byte in damage:
        raw[at] = byte
    found = read(sliced(bytes(raw), size), prefix=".", limits=ArtefactLimits(count=50))
    assert all(remark.isprintable() for remark in found.remarks)


@given(
    st.lists(
        st.tuples(st.sampled_from(b"0123456xgLKSZ\0"), st.binary(max_size=110), st.integers(-9, 2**70), st.binary())
    )
)
def test_forged_headers_with_right_checksums_never_raise(members: list[tuple[int, bytes, int, bytes]]) -> None:
    raw = bytearray()
    for kind, name, size, content in members:
        block = bytearray(512)
        block[: min(100, len(name))] = name[:100]
        block[124:136] = b"%011o\0" % size if 0 <= size < 8**11 else b"\xff" + (abs(size) % 2**88).to_bytes(11, "big")
        block[156] = kind
        block[257:263] = b"ustar\0"
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        raw += block + content + b"\0" * (-len(content) % 512)
    found = read([bytes(raw)], prefix=".")
    assert not any(".." in each.path.split("/") or each.path.startswith("/") for each in found.artefacts)


@given(st.binary(max_size=200))
def test_forged_records_never_raise(records: bytes) -> None:
    raw = header(b"x", b"x", len(records)) + records + b"\0" * (-len(records) % 512) + packed(info("a", b"1"))
    read([raw], prefix=".")


def test_an_error_of_the_connection_is_passed_on() -> None:
    def broken() -> Iterator[bytes]:
        yield b"\0" * 100
        raise ConnectionError

    with pytest.raises(ConnectionError):
        read(broken(), prefix=".")


def test_whoever_asks_sees_every_byte_of_a_file_as_it_comes() -> None:
    seen: dict[str, bytearray] = {}

    def sinks(path: str, size: int) -> Sink | None:
        if not path.endswith(".js"):
            return None
        assert size == 3000
        return seen.setdefault(path, bytearray()).extend

    raw = packed(info("out/a.js", b"abc" * 1000), info("out/b.css", b"x"))
    found = read(sliced(raw), prefix="apps/web", sinks=sinks)
    assert seen == {"apps/web/out/a.js": bytearray(b"abc" * 1000)}
    assert paths(found) == ["apps/web/out/a.js", "apps/web/out/b.css"]
    assert found.contents == {}
