"""Expectations as hypothesis draws them: each can be fulfilled, and says what a schema of a project could say."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from buildcheck.model.environment import Expectation, ValueType
from buildcheck.model.value import At
from buildcheck.services import PREFIXES, read_services

AT = At(path="env.ts", line=1)
PATTERNS = (
    "^[a-z0-9]{12,64}$", "^[A-Z]{3}-\\d{6}$", "^G-[A-Z0-9]{10}$", "^pk_(test|live)_[A-Za-z0-9]+$", "^sk_", "^\\d{10}$",
    "^[0-9a-f]{64}$", "^[A-Za-z0-9_-]{21}$", "^https:\\/\\/[a-z0-9.-]+$", "^(?:[a-z]+-){2}\\d{2,4}$", "^[^\\s]{8,}$",
    "^[\\w.]+@[\\w.]+$", "^v\\d+\\.\\d+\\.\\d+$", "^AC[0-9a-f]{32}$", "^(eu|us)-(west|east)-[1-3]$", ".+", "^arn:aws:",
    "^[a-z0-9-]{3,20}\\.myshop\\.com$", "^#[0-9a-fA-F]{6}$", "^[A-Za-z0-9+/=]+$",
)  # fmt: skip
_FIXED = st.text("abcdefghijklmnop_-", min_size=1, max_size=8)
_PLAIN: tuple[ValueType, ...] = (
    "url", "boolean", "email", "json", "uuid", "host", "jwt", "base64", "hex", "date", "list",
)  # fmt: skip


def _expectation(kind: ValueType, **said: object) -> Expectation:
    return replace(Expectation(type=kind, by="zod", at=AT), **said)


@st.composite
def _sized(draw: st.DrawFn) -> Expectation:
    starts, ends = draw(st.none() | _FIXED), draw(st.none() | _FIXED)
    ends_of = len(starts or "") + len(ends or "")
    most = draw(st.none() | st.integers(max(1, ends_of), 120))
    least = draw(st.none() | st.integers(0, most if most is not None else 200))
    kind: ValueType = draw(st.sampled_from(("string", "secret")))
    return _expectation(kind, starts=starts, ends=ends, least=least, most=most)


@st.composite
def _numeric(draw: st.DrawFn) -> Expectation:
    least = draw(st.none() | st.integers(-1000, 100_000))
    most = draw(st.none() | st.integers(least if least is not None else -1000, 200_000))
    kind: ValueType = draw(st.sampled_from(("number", "integer")))
    return _expectation(kind, least=least, most=most)


EXPECTATIONS = st.one_of(
    _sized(),
    _numeric(),
    st.sampled_from(_PLAIN).map(_expectation),
    st.just(_expectation("port")),
    st.sampled_from(PATTERNS).map(lambda each: _expectation("string", pattern=each)),
    st.lists(st.text("abcxyz01", min_size=1), min_size=1, unique=True).map(
        lambda each: _expectation("enum", choices=tuple(each))
    ),
    st.lists(st.sampled_from(("mysql", "postgres", "postgresql", "redis", "rediss", "mongodb+srv", "http", "wss")),
             min_size=1, unique=True).map(lambda each: _expectation("url", protocols=tuple(each))),
)  # fmt: skip

_KNOWN = sorted({name for each in read_services() for one in each.variables for name in one.names if "*" not in name})
_WORDS = st.lists(st.sampled_from(("MY", "APP", "KEY", "URL", "ID", "SECRET", "PORT", "MAX", "HOST", "X")), min_size=1)
NAMES = st.one_of(
    st.sampled_from(_KNOWN),
    st.builds("".join, st.tuples(st.sampled_from(PREFIXES), st.sampled_from(_KNOWN))),
    _WORDS.map("_".join),
)
