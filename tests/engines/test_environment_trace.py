"""What the probe wrote about variables, read as hostile; and the way from a read in what was built to the source."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.environment_trace import read_environment
from buildcheck.engines.read_places import place_reads
from buildcheck.model.environment import Inventory, ObservedRead, Variable, VariableRead, Where
from buildcheck.model.value import At

LINE = {
    "name": "API_KEY",
    "phase": "prerender",
    "route": "/blog/[slug]",
    "by": ".next/server/app/page.js",
    "line": 1,
    "column": 7,
    "set": True,
}


def trace(*lines: dict[str, Any]) -> bytes:
    return "".join(f"{json.dumps(each)}\n" for each in lines).encode()


def test_lines_that_say_the_same_become_one_read() -> None:
    (read,) = read_environment(trace(LINE, LINE), ())
    assert read == ObservedRead(
        name="API_KEY", phase="prerender", route="/blog/[slug]", by=".next/server/app/page.js:1:7", set=True, count=2
    )


def test_a_file_of_the_source_is_a_place() -> None:
    (read,) = read_environment(trace({**LINE, "by": "next.config.js"}), {"next.config.js"})
    assert (read.by, read.at) == ("next.config.js", At(path="next.config.js", line=1, column=7))


def test_a_package_has_no_line() -> None:
    (read,) = read_environment(trace({**LINE, "by": "@acme/x", "line": None, "column": None}), ())
    assert (read.by, read.at) == ("@acme/x", None)


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "A\x1b[31m"},
        {"name": "x" * 300},
        {"name": None},
        {"phase": "lunch"},
        {"phase": ["prerender"]},
        {"route": "blog"},
        {"route": "/\n"},
        {"by": None},
        {"by": "\u202e"},
        {"line": 0},
        {"line": True},
        {"line": None},
        {"column": 1e9},
        {"column": 1 << 40},
        {"set": 1},
        {"value": "secret"},
    ],
)
def test_a_line_of_another_form_is_left_out(change: dict[str, Any]) -> None:
    assert read_environment(trace({**LINE, **change}), ()) == ()
    assert len(read_environment(trace({**LINE, **change}, LINE), ())) == 1


def test_there_is_a_limit() -> None:
    lines = trace(*({**LINE, "name": f"A{number}"} for number in range(6000)))
    assert len(read_environment(lines, ())) == 5000
    assert read_environment(b"[" * 100_000 + b"\n" + trace(LINE), ()) != ()


@given(st.binary())
def test_any_bytes_can_be_read(data: bytes) -> None:
    assert read_environment(data, ()) == ()


Read = tuple[str, int, Where, tuple[str, ...]]


def inventory(*reads: Read) -> Inventory:
    found = tuple(
        VariableRead(at=At(path=path, line=line, column=3), where=(where,), how="member", routes=routes)
        for path, line, where, routes in reads
    )
    return Inventory(variables={"API_KEY": Variable(name="API_KEY", reads=found)})


BUILT = ObservedRead(name="API_KEY", phase="prerender", route="/a", by=".next/server/chunks/1.js:1:7", set=True)
A: Read = ("app/a/page.js", 3, "server", ("/a",))
B: Read = ("app/b/page.js", 4, "server", ("/b",))


def placed(read: ObservedRead, found: Inventory) -> tuple[str | None, str | None]:
    (result,) = place_reads([read], found)
    return str(result.at) if result.at else None, result.route


class TestPlaces:
    """`place_reads`."""

    def test_the_only_read_of_the_route(self) -> None:
        assert placed(BUILT, inventory(A, B)) == ("app/a/page.js:3:3", "/a")

    def test_the_only_read_of_all_tells_the_route(self) -> None:
        read = ObservedRead(name="API_KEY", phase="prerender", by=BUILT.by)
        assert placed(read, inventory(A)) == ("app/a/page.js:3:3", "/a")
        assert placed(read, inventory(A, B)) == (None, None)

    def test_several_of_one_route_stay_open(self) -> None:
        assert placed(BUILT, inventory(A, ("lib/x.js", 1, "server", ("/a", "/b")))) == (None, "/a")

    def test_what_does_not_run_there_is_not_meant(self) -> None:
        others: tuple[Where, ...] = ("test", "unreached", "config", "script")
        found = inventory(A, *((f"{each}.js", 1, each, ()) for each in others))
        assert placed(BUILT, found) == ("app/a/page.js:3:3", "/a")

    def test_a_file_of_the_source_gets_the_inventorys_column(self) -> None:
        read = ObservedRead(name="API_KEY", phase="config", by="c.js", at=At(path="c.js", line=2, column=9))
        assert placed(read, inventory(("c.js", 2, "config", ()))) == ("c.js:2:3", None)
        assert placed(read, inventory(A)) == ("c.js:2:9", None)

    def test_a_file_of_one_route_tells_it(self) -> None:
        read = ObservedRead(name="API_KEY", phase="prerender", by=A[0], at=At(path=A[0], line=A[1], column=9))
        assert placed(read, inventory(A, B)) == ("app/a/page.js:3:3", "/a")

    @pytest.mark.parametrize(
        ("by", "route"),
        [
            (".next/server/pages/a.js:1:7", "/a"),
            (".next/server/app/(shop)/a/page.js:1:7", "/a"),
            ("web/.next/server/app/a/route.js:1:7", "/a"),
            (".next/server/pages/index.js:1:7", None),
            (".next/server/middleware.js:1:7", None),
        ],
    )
    def test_the_file_that_is_made_of_a_page_tells_its_route(self, by: str, route: str | None) -> None:
        read = ObservedRead(name="API_KEY", phase="serve", by=by)
        assert placed(read, inventory(A, B)) == ("app/a/page.js:3:3" if route else None, route)

    def test_a_package_has_no_place_in_the_source(self) -> None:
        read = ObservedRead(name="API_KEY", phase="serve", route="/a", by="@acme/client")
        assert placed(read, inventory(A)) == (None, "/a")
