"""How a value came into a page: told from what Next writes, and from what a stranger writes in its place."""

from __future__ import annotations

import json
import time

import pytest

from buildcheck.exposure.pages import road_in_page, road_in_payload
from buildcheck.model.environment import Road

TEXT = "bc0d1a9f03c2"
VIEWPORT = '["$","meta","0",{"charSet":"utf-8"}]'


def rows(*rows: str) -> str:
    return "".join(f"{place}:{row}\n" for place, row in enumerate(rows))


def pushed(payload: str) -> str:
    """Give the scripts by which a page brings its payload, in two pieces."""
    half = len(payload) // 2
    pieces = (json.dumps([1, each]) for each in (payload[:half], payload[half:]))
    return "".join(f"<script>self.__next_f.push({piece})</script>" for piece in pieces)


PAYLOADS: tuple[tuple[str, Road], ...] = (
    (f'["$","$L4",null,{{"settings":{{"secret":"{TEXT}"}}}}]', "prop"),
    (f'["$","p",null,{{"children":["Connected to ","{TEXT}"]}}]', "html"),
    (f'["$","$1","c",{{"children":["$","p",null,{{"children":"{TEXT}"}}]}}]', "html"),
    (f'["$","$L4",null,{{"children":["$","p",null,{{"children":"x"}}],"token":"{TEXT}"}}]', "prop"),
    (f'["$","$L4",null,{{"children":["$","p",null,{{"children":"{TEXT}"}}]}}]', "html"),
    (f'[["$","title","0",{{"children":"{TEXT}"}}],["$","meta","1",{{"content":"x"}}]]', "metadata"),
    (f'["{TEXT}"]', "prop"),
    (f'{{"secret":"{TEXT}"}}', "prop"),
)


@pytest.mark.parametrize(("row", "road"), PAYLOADS)
def test_the_payload_of_server_components(row: str, road: Road) -> None:
    assert road_in_payload(rows(VIEWPORT, row), {TEXT}) == road
    assert road_in_page(f"<html><body>{pushed(rows(VIEWPORT, row))}</body></html>", {TEXT}) == road


@pytest.mark.parametrize(
    ("page", "road"),
    [
        (f"<body><p>{TEXT}</p></body>", "html"),
        (f'<head><meta property="og:url" content="https://{TEXT}.example"/></head>', "metadata"),
        (f"<head><title>Shop {TEXT}</title></head>", "metadata"),
        (f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"a":"{TEXT}"}}}}</script>', "page-data"),
        (f'<script id="__NEXT_DATA__">{{"props":{{}},"runtimeConfig":{{"a":"{TEXT}"}}}}</script>', "runtime-config"),
        (f"<p>{TEXT}</p>{pushed(rows(PAYLOADS[0][0]))}", "prop"),
        (f"<script>window.a = '{TEXT}'</script>", "html"),
    ],
)
def test_the_parts_of_a_page(page: str, road: Road) -> None:
    assert road_in_page(page, {TEXT}) == road


@pytest.mark.parametrize(
    "page",
    [
        "<script" * 300_000 + TEXT,
        f"<script>self.__next_f.push([1,{'[' * 100_000}</script>{TEXT}",
        '<script>self.__next_f.push([1,"' * 50_000 + TEXT,
        f"<{TEXT}" * 100_000,
        f'<script id="__NEXT_DATA__">{"[" * 100_000}{TEXT}</script>',
        f'<script>self.__next_f.push([1,"0:{"[" * 50_000}{TEXT}"])</script>',
        f"<script>self.__next_f.push([{'9' * 5000}])</script>{TEXT}",
    ],
)
def test_a_page_of_a_stranger_costs_no_time(page: str) -> None:
    started = time.process_time()
    assert road_in_page(page, {TEXT}) in ("html", "metadata")
    assert time.process_time() - started < 2
