"""A report and the files it is about -> the report with the line of source beside each finding that has a place.

Only code and manifests are shown: env files, package managers' settings and lockfiles can hold secrets. A line of code
that holds what has the shape of one is not shown, either.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import msgspec

from buildcheck.load.files import Files
from buildcheck.model.report import Excerpt, Finding, Report
from buildcheck.survey.secrets import secret_lines

MAX_BYTES = 1024**2
LONGEST_LINE = 200
SHOWN = frozenset({".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".css", ".mdx", ".html"})
SHOWN_NAMES = frozenset({"package.json", "tsconfig.json", "jsconfig.json", "vercel.json", "Dockerfile"})


def with_excerpts(report: Report, files: Files) -> Report:
    """Give ``report`` with the line that each finding names; a finding without one, or with log lines, stays as it
    is."""
    return msgspec.structs.replace(report, findings=tuple(_with_excerpt(each, files) for each in report.findings))


def _with_excerpt(finding: Finding, files: Files) -> Finding:
    if finding.path is None or finding.line is None or finding.evidence is not None or not _may_show(finding.path):
        return finding
    content = files.read(finding.path, MAX_BYTES)
    # Lines end as they do for what names them: at `\n`, and not at other characters that Python takes for line ends.
    lines = content.decode("utf-8-sig", "replace").split("\n") if content is not None else []
    if finding.line > len(lines) or not lines[finding.line - 1].strip():
        return finding
    if content is not None and finding.line in secret_lines(finding.path, content):
        return finding
    shown = lines[finding.line - 1].removesuffix("\r")[:LONGEST_LINE]
    return msgspec.structs.replace(finding, excerpt=Excerpt(first=finding.line, lines=(shown,)))


def _may_show(path: str) -> bool:
    name = PurePosixPath(path)
    return name.suffix in SHOWN or name.name in SHOWN_NAMES
