"""The serve phase: a step that starts the built app, behind ``probes/serve.cjs``, and what that saw.

In: the step, and the two files that the probe wrote beside the traces. Project code can forge every byte of them; they
say what was answered, and nothing is derived from them but that. Out: `Served`, and the bodies by URL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from buildcheck.model.build import Answer, Served, StepRun
from buildcheck.model.plan import Step

ANSWERS, BODIES = "answers", "bodies"
Trace = Callable[[str, int], bytes]
"""Gives a file of the trace folder: its name, and the most bytes that it may have."""
_LARGEST_ANSWERS = 4 * 1024**2
_LARGEST_BODIES = 33 * 1024**2
_MAX_ANSWERS = 300
_MAX_TEXT = 2000
_FIELDS = {"route", "url", "status", "error", "location", "bytes", "sha256", "kept"}


def behind_probe(step: Step, program: str) -> tuple[str, ...]:
    """Give the command of a serve step: the probe at ``program``, which starts the command that ``step`` has."""
    return ("node", program, "--", *step.argv)


def served(run: StepRun, trace: Trace) -> tuple[Served, dict[str, bytes]]:
    """Give what the app answered, and the bodies by URL: of each its first 4 MiB, of all 32 MiB at most."""
    bodies = trace(BODIES, _LARGEST_BODIES)
    answers: list[Answer] = []
    kept: dict[str, bytes] = {}
    start = 0
    for answer, length in _read(trace(ANSWERS, _LARGEST_ANSWERS)):
        body = bodies[start : start + length]
        start += length
        answers.append(answer)
        # A body that was kept whole is what its hash says, or the two files are not the probe's.
        if len(body) < answer.bytes or hashlib.sha256(body).hexdigest() == answer.sha256:
            kept[answer.url] = body
    started = any(each.status is not None for each in answers)
    return Served(run=run, started=started, answers=tuple(answers)), kept


def _read(data: bytes) -> Iterator[tuple[Answer, int]]:
    for line in data.split(b"\n")[:_MAX_ANSWERS]:
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(fields, dict) and set(fields) == _FIELDS and _is_valid(fields):
            length = fields.pop("kept")
            yield Answer(**fields), length


def _is_valid(fields: dict[str, Any]) -> bool:
    status = fields["status"]
    return (
        all(_is_text(fields[name]) and fields[name].startswith("/") for name in ("route", "url"))
        and (status is None or (type(status) is int and 100 <= status < 1000))
        and all(fields[name] is None or _is_text(fields[name]) for name in ("error", "location", "sha256"))
        and all(type(fields[name]) is int and 0 <= fields[name] < 1 << 40 for name in ("bytes", "kept"))
    )


def _is_text(text: object) -> bool:
    return isinstance(text, str) and 0 < len(text) <= _MAX_TEXT and text.isprintable()
