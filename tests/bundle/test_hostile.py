"""Bundles that nobody should believe: each is refused in words, and nothing is written outside of its folder."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.strategies as st
import msgspec
import pytest

from buildcheck.bundle.archive import FREE_BYTES, MANIFEST, written
from buildcheck.bundle.open import opened
from buildcheck.bundle.pack import Packed
from buildcheck.bundle.unpack import unpack
from buildcheck.errors import UsageError
from buildcheck.model.bundle import Beside, SourceFile
from buildcheck.model.survey import Installed
from tests.bundle.parts import FILES, checkout, packed, saved, signed

Forge = Callable[[Packed], bytes]


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    folder = tmp_path_factory.mktemp("honest") / "project"
    folder.mkdir()
    return packed(checkout(folder, {**FILES, "lib/a.js": ""}))


def refused(content: bytes, folder: Path) -> str:
    """Give the words with which a bundle is refused."""
    file = folder / "bundle"
    file.write_bytes(content)
    with pytest.raises(UsageError) as error, opened(unpack(file)):
        pass
    return f"{error.value.what} {error.value.why}"


def test_an_honest_one_is_taken(honest: Packed, tmp_path: Path) -> None:
    contents = unpack(saved(honest.members, tmp_path / "bundle"))
    with opened(contents) as project:
        assert {each.path for each in project.source.entries} == {*FILES, "lib/a.js"}
        assert contents.report is not None
        assert contents.report.builds[0].steps[0].log == "built\n"


def archive(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for info, content in members:
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return gzip.compress(out.getvalue())


def with_member(honest: Packed, kind: bytes, name: str = "source/x") -> bytes:
    first, odd = tarfile.TarInfo(MANIFEST), tarfile.TarInfo(name)
    odd.type, odd.linkname = kind, "/etc/passwd"
    return archive((first, honest.members[MANIFEST]), (odd, b""))


def added(honest: Packed, name: str, content: bytes = b"x", **options: Any) -> bytes:
    """A bundle with one file more in its source, signed by whoever forged it."""
    source = honest.bundle.source
    file = SourceFile(path=name, kind="file", size=len(content), sha256=sha256(content).hexdigest(), **options)
    bundle = msgspec.structs.replace(honest.bundle, source=msgspec.structs.replace(source, files=(*source.files, file)))
    return written(signed(bundle, {**honest.members, f"source/{name}": content}))


def linked(honest: Packed, *links: tuple[str, str | None], file: str | None = None) -> bytes:
    source = honest.bundle.source
    made = [SourceFile(path=name, kind="symlink", size=1, target=target) for name, target in links]
    members = dict(honest.members)
    if file is not None:
        made.append(SourceFile(path=file, kind="file", size=1, sha256=sha256(b"x").hexdigest()))
        members[f"source/{file}"] = b"x"
    changed = msgspec.structs.replace(source, files=(*source.files, *made))
    return written(signed(msgspec.structs.replace(honest.bundle, source=changed), members))


def restated(honest: Packed, **changes: Any) -> bytes:
    stated = json.loads(honest.members[MANIFEST]) | changes
    return written({**honest.members, MANIFEST: json.dumps(stated).encode()})


def beside(honest: Packed, **facts: Any) -> bytes:
    bundle = msgspec.structs.replace(honest.bundle, beside=Beside(**facts))
    return written(signed(bundle, honest.members))


def instead(honest: Packed, name: str, content: bytes) -> bytes:
    return written(signed(honest.bundle, {**honest.members, name: content}))


def without(honest: Packed, name: str) -> bytes:
    members = {each: content for each, content in honest.members.items() if each != name}
    return written(signed(honest.bundle, members))


def timed(honest: Packed, number: bytes) -> bytes:
    """A bundle whose report says that a step took so many seconds."""
    report = honest.members["report.json"].replace(b'"seconds": 1.0', b'"seconds": ' + number)
    assert report != honest.members["report.json"]
    return instead(honest, "report.json", report)


def huge_header() -> bytes:
    info = tarfile.TarInfo(MANIFEST)
    info.size = 2**40
    return gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"x" * 1024)


def in_app(honest: Packed) -> bytes:
    source = msgspec.structs.replace(honest.bundle.source, app="../../etc")
    return written(signed(msgspec.structs.replace(honest.bundle, source=source), honest.members))


def incomplete(honest: Packed) -> bytes:
    source = msgspec.structs.replace(honest.bundle.source, complete=False)
    return written(signed(msgspec.structs.replace(honest.bundle, source=source), honest.members))


HOSTILE: dict[str, tuple[Forge, str]] = {
    "no gzip": (lambda honest: b"PK\x03\x04 something else", "not compressed"),
    "empty file": (lambda honest: b"", "cut off"),
    "no tar": (lambda honest: gzip.compress(b"x" * 4096), "can't be read"),
    "empty tar": (lambda honest: gzip.compress(bytes(10240)), "empty"),
    "cut off": (lambda honest: written(honest.members)[:600], "cut off"),
    "another first": (
        lambda honest: gzip.compress(gzip.decompress(written({"plan.json": honest.members["plan.json"]}))),
        "does not begin",
    ),
    "symbolic link": (lambda honest: with_member(honest, tarfile.SYMTYPE), "symbolic link"),
    "hard link": (lambda honest: with_member(honest, tarfile.LNKTYPE), "hard link"),
    "device": (lambda honest: with_member(honest, tarfile.CHRTYPE), "device"),
    "FIFO": (lambda honest: with_member(honest, tarfile.FIFOTYPE), "FIFO"),
    "folder": (lambda honest: with_member(honest, tarfile.DIRTYPE), "folder"),
    "sparse file": (lambda honest: with_member(honest, tarfile.GNUTYPE_SPARSE), "sparse"),
    "member twice": (
        lambda honest: archive(
            (tarfile.TarInfo(MANIFEST), honest.members[MANIFEST]), (tarfile.TarInfo(MANIFEST), b"{}")
        ),
        "twice",
    ),
    "absolute name": (lambda honest: added(honest, "/etc/cron.d/x"), "leads out"),
    "name that climbs": (lambda honest: added(honest, "lib/../../x"), "leads out"),
    "name in git's folder": (lambda honest: added(honest, ".GIT/hooks/post-checkout"), "leads out"),
    "name with a line end": (lambda honest: added(honest, "a\nb"), "control characters"),
    "name with an escape": (lambda honest: added(honest, "a\x1b[2Jb"), "control characters"),
    "name too long": (lambda honest: added(honest, "x" * 300), "too long"),
    "name too deep": (lambda honest: added(honest, "/".join("x" * 200)), "too long"),
    "file and folder": (lambda honest: added(honest, "build.js/x"), "a folder, too"),
    "file twice": (lambda honest: added(honest, "build.js"), "twice"),
    "file through a link": (lambda honest: linked(honest, ("a", "/tmp"), file="a/x"), "a folder, too"),
    "link through a link": (lambda honest: linked(honest, ("a", "/tmp"), ("a/b", "/etc")), "a folder, too"),
    "link to nowhere": (lambda honest: linked(honest, ("a", None)), "leads nowhere"),
    "what lay beside leads out": (lambda honest: beside(honest, files=("../x",)), "leads out"),
    "what lay beside is below a file": (lambda honest: beside(honest, files=("build.js/x",)), "a folder, too"),
    "app elsewhere": (in_app, "leads out"),
    "more beside it than anybody has": (
        lambda honest: beside(honest, files=tuple(map(str, range(10_001)))),
        "more files",
    ),
    "more packages beside it": (
        lambda honest: beside(honest, installed=Installed(top=dict.fromkeys(map(str, range(10_001))))),
        "more files",
    ),
    "member missing": (
        lambda honest: written({name: each for name, each in honest.members.items() if name != "plan.json"}),
        "lacks files",
    ),
    "member too many": (lambda honest: written({**honest.members, "source/x": b"x"}), "does not name"),
    "another content": (
        lambda honest: written({**honest.members, "source/build.js": b"evil()"}),
        "another size or hash",
    ),
    "odd member": (lambda honest: instead(honest, "run.sh", b"evil"), "no bundle holds"),
    "log elsewhere": (lambda honest: instead(honest, "logs/../../x.log", b"evil"), "no bundle holds"),
    "stray source": (lambda honest: instead(honest, "source/stray.js", b"evil"), "no part of its source"),
    "no plan": (lambda honest: without(honest, "plan.json"), "lacks plan.json"),
    "no report": (lambda honest: without(honest, "report.json"), "lacks report.json"),
    "no log": (lambda honest: without(honest, "logs/1-1-build.log"), "lacks a log"),
    "source that says it is whole": (lambda honest: without(honest, "source/build.js"), "should not be"),
    "source that says it is not": (incomplete, "holds all of the source"),
    "another schema": (lambda honest: restated(honest, schema=99), "schema 99"),
    "unknown field": (lambda honest: restated(honest, run="rm -rf /"), "can't be read"),
    "another type": (lambda honest: restated(honest, members="all"), "can't be read"),
    "setting that is none": (
        lambda honest: restated(honest, settings={"network": "host", "source": "head"}),
        "can't be read",
    ),
    "manifest that is no JSON": (lambda honest: written({**honest.members, MANIFEST: b"\xff{"}), "can't be read"),
    "endless nesting": (lambda honest: written({**honest.members, MANIFEST: b"[" * 200_000}), "can't be read"),
    "number that is none": (lambda honest: timed(honest, b"NaN"), "no number"),
    "number without end": (lambda honest: timed(honest, b"1e999"), "no number"),
    "plan of another type": (lambda honest: instead(honest, "plan.json", b'{"node": 1}'), "plan.json"),
    "machine of another type": (lambda honest: instead(honest, "machine.json", b"[]"), "machine.json"),
    "zeros": (lambda honest: gzip.compress(bytes(FREE_BYTES + 2**20)), "empty"),
    "bomb": (
        lambda honest: written({**honest.members, "source/zeros": bytes(FREE_BYTES + 2**22)}),
        "many times larger",
    ),
    "size that nobody has": (lambda honest: huge_header(), "more than"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused(kind: str, honest: Packed, tmp_path: Path) -> None:
    forge, words = HOSTILE[kind]
    outside = tmp_path / "outside"
    outside.mkdir()
    assert words in refused(forge(honest), outside)
    assert os.listdir(outside) == ["bundle"]


@pytest.mark.parametrize("name", ["C:/x", "..\\..\\x", "a:b", ".git./hooks/x", ".git /x", "git~1/config"])
def test_a_name_that_leads_elsewhere_on_windows(
    name: str, honest: Packed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bundle"
    file.write_bytes(added(honest, name))
    assert name in unpack(file).files
    monkeypatch.setattr("buildcheck.bundle.unpack._WINDOWS", True)
    assert "leads out" in refused(added(honest, name), tmp_path)


def test_names_of_packages_lead_nowhere_else(honest: Packed, tmp_path: Path) -> None:
    names: dict[str, str | None] = {"../../evil": "1", "/tmp/evil": "1", "a/b/c/d/e": "1", "good": "1"}
    file = tmp_path / "bundle"
    file.write_bytes(beside(honest, installed=Installed(top=names, above=names, bins=("../../evil",))))
    with opened(unpack(file)) as project:
        root = Path(project.source.root)
        assert sorted(os.listdir(root / "node_modules")) == ["good"]
        assert sorted(os.listdir(root.parent)) == ["node_modules", "project"]


def test_what_lay_beside_is_not_written_through_a_link(honest: Packed, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    source = honest.bundle.source
    link = SourceFile(path="link", kind="symlink", size=1, target=str(target))
    bundle = msgspec.structs.replace(
        honest.bundle,
        source=msgspec.structs.replace(source, files=(*source.files, link)),
        beside=Beside(files=("lib/b.js",), installed=Installed(top={"a": "1"})),
    )
    with opened(unpack(saved(signed(bundle, honest.members), tmp_path / "bundle"))) as project:
        assert (Path(project.source.root) / "lib/b.js").read_bytes() == b""
    assert os.listdir(target) == []


@hypothesis.given(place=st.integers(min_value=0), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_one_is_refused_or_the_same(
    honest: Packed, tmp_path_factory: pytest.TempPathFactory, place: int, byte: int, cut: bool
) -> None:
    content = bytearray(written(honest.members))
    at = place % len(content)
    content[at:] = b"" if cut else bytes([byte]) + content[at + 1 :]
    file = tmp_path_factory.getbasetemp() / "damaged"
    file.write_bytes(content)
    try:
        found = unpack(file).bundle
    except UsageError:
        return
    assert found == honest.bundle


@hypothesis.given(
    names=st.lists(st.text(max_size=20), max_size=4, unique=True),
    manifest=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_whatever_stands_in_it_is_refused_in_words(
    honest: Packed, tmp_path_factory: pytest.TempPathFactory, names: list[str], manifest: object
) -> None:
    members = {name: b"x" for name in names if name.isprintable() and name}
    file = saved({**members, MANIFEST: json.dumps(manifest).encode()}, tmp_path_factory.getbasetemp() / "odd")
    with pytest.raises(UsageError):
        unpack(file)
