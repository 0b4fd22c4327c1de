"""The examples of the manual, from the fixtures: what each check says about the first case in which it speaks.

They are kept as data in the package (`make docs` writes it), since an installed buildcheck has no fixtures.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from buildcheck import explain
from buildcheck.model.report import Finding
from buildcheck.model.settings import Settings
from buildcheck.pipeline.check import check
from tests.cases import Case, case_names, check_out, read_case

PATH = Path(explain.__file__).with_name("examples.json")
AROUND = 2


def examples_text() -> str:
    """Give the data file's text."""
    found: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in case_names():
            check_id, case = name.partition("--")[0], read_case(name)
            if check_id not in found and case.command == "check":
                example = _example(check_id, name, case, Path(folder))
                found |= {} if example is None else {check_id: example}
    return json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _example(check_id: str, name: str, case: Case, folder: Path) -> dict[str, object] | None:
    if not any(each.check == check_id for each in case.findings):
        return None
    project = check_out(name, folder / name)
    report = check(project / case.path, Settings(offline=True))
    finding = next((each for each in report.findings if each.check == check_id), None)
    if finding is None:
        return None
    return {
        "title": case.title,
        "place": finding.path,
        "lines": list(_lines(finding, project)),
        "message": finding.message,
        "fix": finding.fix,
    }


def _lines(finding: Finding, project: Path) -> Iterator[str]:
    """Give the lines around the place, numbered; none where the file itself is not to be shown."""
    if finding.excerpt is None or finding.path is None or finding.line is None:
        return
    lines = (project / finding.path).read_text("utf-8").splitlines()
    first = max(finding.line - AROUND, 1)
    for number, text in enumerate(lines[first - 1 : finding.line + AROUND], first):
        yield f"{'>' if number == finding.line else ' '} {number:>3} │ {text}".rstrip()
