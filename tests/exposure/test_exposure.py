"""The search of one build as it comes out of an engine: files in pieces, then what the started app answered."""

from __future__ import annotations

import gzip

import msgspec

from buildcheck.exposure.exposure import Exposure
from buildcheck.exposure.layout import Layout
from buildcheck.model.build import Answer, Served, StepRun
from buildcheck.model.environment import Inventory, Leak, Variable, VariableRead
from buildcheck.model.survey import Survey
from buildcheck.model.synthetic import Synthetic
from buildcheck.model.value import At
from tests.exposure.values import made, text

SECRET = "bc0d1a000001"
NAME = "bc0d1a000002"
DECOY = "bc0d1a000003"
VALUES = made(text("MAIL_PASSWORD", SECRET), text("APP_NAME", NAME), text("CI_TOKEN", DECOY, decoy=True))
READ = VariableRead(at=At(path="app/page.js", line=3), where=("server",), how="member", routes=("/",))
WHOLE = VariableRead(at=At(path="app/debug/page.js", line=9), where=("server",), how="whole", routes=("/debug",))
SURVEY = Survey(
    environment=Inventory(
        variables={
            "MAIL_PASSWORD": Variable(name="MAIL_PASSWORD", sensitivity="secret", relied_on="x", reads=(READ,)),
            "APP_NAME": Variable(name="APP_NAME", sensitivity="public", reads=(READ,)),
        },
        unnamed=(WHOLE,),
    )
)
STEP = StepRun(
    phase="serve", name="next start", argv=(), cwd=".", exit_code=0, seconds=1, outcome="ok", log="", log_bytes=0
)  # fmt: skip


def searched(files: dict[str, bytes], answers: dict[str, bytes] | None = None) -> tuple[Leak, ...]:
    exposure = Exposure(Synthetic(seed="1", values=VALUES), Layout(work=".next", public="public"), SURVEY)
    for path, content in files.items():
        sink = exposure.sink(path, len(content))
        for at in range(0, len(content) if sink is not None else 0, 1000):
            assert sink is not None
            sink(memoryview(content)[at : at + 1000])
    if answers is not None:
        answered = tuple(Answer(route=url, url=url, status=200) for url in answers)
        exposure.answers(Served(run=STEP, started=True, answers=answered), answers)
    return exposure.leaks()


def test_what_is_found_is_said_with_place_road_and_verdict() -> None:
    page = b"<p>" + b"x" * 2500 + SECRET.encode() + b"</p><h1>" + NAME.encode() + b"</h1>"
    leaks = searched({".next/server/app/index.html": page, ".next/server/app/page.js": SECRET.encode() * 9})
    assert leaks == (
        Leak(
            variable="APP_NAME",
            path=".next/server/app/index.html",
            offset=2503 + 12 + 8,
            length=12,
            encoding="plain",
            road="html",
            url="/",
            routes=("/",),
            via=READ.at,
            verdict="public",
            relied_on="it is made to be public",
        ),
        Leak(
            variable="MAIL_PASSWORD",
            path=".next/server/app/index.html",
            offset=2503,
            length=12,
            encoding="plain",
            road="html",
            url="/",
            routes=("/",),
            via=READ.at,
            verdict="exposed",
            relied_on="x",
        ),
    )


def test_a_decoy_says_that_all_was_handed_on() -> None:
    (decoy, own) = searched({".next/server/app/debug.html": f"<pre>{DECOY} {SECRET}</pre>".encode()})
    assert (decoy.variable, decoy.road, decoy.decoy, decoy.verdict) == ("CI_TOKEN", "environment-dump", True, "exposed")
    assert (own.variable, own.road, own.via) == ("MAIL_PASSWORD", "environment-dump", WHOLE.at)


def test_a_packed_file_of_public_is_unpacked() -> None:
    packed = gzip.compress(b"x" * 100_000 + SECRET.encode())
    (leak,) = searched({"public/dump.gz": packed, "public/broken.gz": packed[:50], "public/empty": b""})
    assert (leak.encoding, leak.offset, leak.road, leak.url) == ("gzip", 100_000, "public-file", "/dump.gz")


def test_json_beside_no_page_is_the_servers_own() -> None:
    data = msgspec.json.encode({"pageProps": {"a": SECRET}})
    assert searched({".next/server/pages/a.json": data}) == ()
    (leak,) = searched({".next/server/pages/a.json": data, ".next/server/pages/a.html": b"<p>"})
    assert (leak.road, leak.url) == ("page-data", "/_next/data/[build]/a.json")


def test_an_answer_is_named_where_no_file_holds_the_value() -> None:
    page = f"<p>{SECRET}</p>".encode()
    (leak,) = searched({".next/server/app/a.html": b"<p>"}, {"/a": page})
    assert (leak.road, leak.url, leak.routes) == ("response", "/a", ("/a",))
    (leak,) = searched({".next/server/app/a.html": page}, {"/a": page})
    assert leak.road == "html"


def test_an_answer_tells_what_the_configuration_sends_with_every_page() -> None:
    data = f'<script id="__NEXT_DATA__">{{"props":{{"a":"{NAME}"}},"runtimeConfig":{{"b":"{SECRET}"}}}}</script>'
    (name, secret) = searched({}, {"/a": data.encode()})
    assert (name.road, secret.road) == ("response", "runtime-config")


def test_of_many_files_a_few_are_named() -> None:
    files = {f".next/server/app/{each}.html": SECRET.encode() for each in range(100)}
    assert len(searched(files)) == 10
