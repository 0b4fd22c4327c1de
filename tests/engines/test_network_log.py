"""The sidecar's lines, read as what hostile containers wrote."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from buildcheck.engines.docker.network_log import MANY, NetworkLog

DNS = {"t": "dns", "phase": "fetch", "host": "registry.example.test", "port": None, "outcome": "reached", "count": 2}
TLS = {**DNS, "t": "connect", "port": 443, "reason": "the registry", "count": 1}


def contacts(*lines: dict[str, Any]) -> list[tuple[str, int | None, str, int]]:
    log = NetworkLog()
    for line in lines:
        log.add(line)
    return [(each.host, each.port, each.outcome, each.count) for each in log.contacts()]


def test_a_host_that_was_looked_up_and_reached_is_one_contact() -> None:
    assert contacts(DNS, TLS, TLS) == [("registry.example.test", 443, "reached", 2)]


def test_a_host_that_was_only_looked_up_is_a_contact_without_port() -> None:
    assert contacts(DNS) == [("registry.example.test", None, "reached", 2)]


def test_a_refused_lookup_stays_beside_a_connection_of_another_phase() -> None:
    refused = {**DNS, "outcome": "refused", "phase": "build"}
    assert contacts(TLS, refused) == [
        ("registry.example.test", 443, "reached", 1),
        ("registry.example.test", None, "refused", 2),
    ]


def test_what_was_too_much_to_list_is_counted() -> None:
    assert contacts({"t": "more", "phase": "build", "count": 9}) == [(MANY, None, "refused", 9)]


def test_control_characters_never_reach_a_report() -> None:
    [(host, *_)] = contacts({**DNS, "host": "a\x1b[31m\nb\u202e.example.test" + "x" * 1000})
    assert host.isprintable()
    assert len(host) <= 300


def test_disk_measures_are_kept_by_folder() -> None:
    log = NetworkLog()
    log.add({"t": "disk", "folder": "/watch/work", "bytes": 10, "free": 20})
    log.add({"t": "disk", "folder": "/watch/work", "bytes": 11, "free": None})
    assert log.disk() == {"/watch/work": 11}
    assert log.disk_free() == {"/watch/work": 20}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
keys = st.sampled_from(["phase", "host", "port", "outcome", "reason", "count", "folder", "bytes", "free", "message"])


@given(st.dictionaries(keys, json_values), st.sampled_from(["dns", "connect", "more", "disk", "error", "x"]))
def test_no_line_breaks_the_reader(fields: dict[str, Any], kind: str) -> None:
    log = NetworkLog()
    log.add({**fields, "t": kind})
    assert all(each.count > 0 for each in log.contacts())
