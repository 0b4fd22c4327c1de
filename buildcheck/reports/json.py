"""The JSON report, the canonical form: every field of `Report`, described by `report.schema.json` beside this file.

It is ASCII with ``\\u`` escapes, so that no console's encoding can break it and nothing in it reorders or hides text.
Keys keep the order of the model, and those of free mappings are sorted: equal reports are equal bytes.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from buildcheck.model.report import Report
from buildcheck.reports.safe_text import visible
from buildcheck.reports.view import View


def render(report: Report, view: View) -> str:
    """Give ``report`` as JSON with a final line feed. The view changes nothing."""
    return encode(report)


def encode(value: Any) -> str:
    """Give a value of the model, or containers of such values, as JSON with a final line feed."""
    plain = _without_surrogates(msgspec.to_builtins(value, order="deterministic"))
    text = json.dumps(plain, indent=2, ensure_ascii=True, allow_nan=False)
    # `##[`, `##vso[` and `##teamcity[` are commands to CI systems wherever they stand in a line of output. Two number
    # signs can only be inside a string, where this escape means the same.
    return text.replace("##", "#\\u0023") + "\n"


def _without_surrogates(value: Any) -> Any:
    """Write bytes that were not UTF-8 (PEP 383) as ``\\xe9``: JSON has no form for them (RFC 8259, section 8.2)."""
    if isinstance(value, str):
        return value if value.isascii() or not _has_surrogate(value) else "".join(map(_written_out, value))
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(each) for each in value]
    return value


def _written_out(character: str) -> str:
    return visible(character) if _has_surrogate(character) else character


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
