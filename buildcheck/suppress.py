"""Which findings a project has suppressed, and why: by its configuration, or by a comment at the place itself.

Only what was read can be suppressed. What was run counts: no comment makes a failed build a pass.
"""

from __future__ import annotations

import pathspec

from buildcheck.model.check import Evidence
from buildcheck.model.module import Pragma
from buildcheck.model.project import Suppression
from buildcheck.model.report import Finding


def reason(finding: Finding, evidence: Evidence) -> str | None:
    """Give the reason why ``finding`` is suppressed, ``None`` when it is not."""
    if finding.evidence is not None:
        return None
    for each in evidence.project.configuration.ignore:
        if each.check == finding.check and _in_path(each, finding.path):
            return each.reason
    module = evidence.survey.modules.get(finding.path or "")
    return next((each.reason for each in module.pragmas if _speaks_of(each, finding)), None) if module else None


def _in_path(rule: Suppression, path: str | None) -> bool:
    if rule.path is None:
        return True
    return path is not None and pathspec.GitIgnoreSpec.from_lines([rule.path]).match_file(path)


def _speaks_of(pragma: Pragma, finding: Finding) -> bool:
    """Whether a comment is on the line of the finding or the one above; a finding about a whole file is suppressed by
    a comment on its first line."""
    return finding.check in pragma.checks and (finding.line or 1) - pragma.line in (0, 1)
