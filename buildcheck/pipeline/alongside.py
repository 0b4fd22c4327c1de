"""This machine, looked at while a verification runs: a project and a plan in, its differences in the report out.

The look has a thread of its own and is waited for two seconds at most, it changes no verdict, and where it fails the
report says so and is the same otherwise. Where nothing was ever installed or built (a CI machine), nothing that differs
has made anything work, and nothing is told.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping

import msgspec

from buildcheck.differences import differences
from buildcheck.model.machine import Machine
from buildcheck.model.plan import Plan
from buildcheck.model.project import Project
from buildcheck.model.report import Report
from buildcheck.model.survey import Survey
from buildcheck.observe import is_bare, observe
from buildcheck.survey import survey
from buildcheck.survey.next.manifests import find_built_app

MOST_SECONDS = 2.0


class Alongside:
    """A look at this machine that is under way. A kept answer has no survey yet: then ``facts`` are made here."""

    def __init__(self, project: Project, plan: Plan, environ: Mapping[str, str], facts: Survey | None = None) -> None:
        self._project, self._plan, self._environ, self._facts = project, plan, environ, facts
        self._machine: Machine | None = None
        self._trouble: str | None = f"it took longer than {MOST_SECONDS:.0f} s"
        # One that is not done when the program ends must not keep it waiting.
        self._thread = threading.Thread(target=self._look, name="alongside", daemon=True)
        self._thread.start()

    def told_in(self, report: Report) -> Report:
        """Give ``report`` with this machine and how it differs from the clean build."""
        self._thread.join(MOST_SECONDS)
        machine, facts = self._machine, self._facts
        if machine is not None and facts is not None:
            build = report.builds[0] if report.builds else None
            try:
                found = differences(machine, self._project, facts, self._plan, build)
            except Exception as error:
                return _unable(report, type(error).__name__)
            return msgspec.structs.replace(report, machine=machine, differences=found)
        return _unable(report, self._trouble) if self._trouble is not None else report

    def _look(self) -> None:
        """Whatever goes wrong here is none of the project's, and is told by its kind alone: its text may hold anything
        of this machine."""
        try:
            if not is_bare(self._project, self._environ):
                self._facts = self._facts or survey(self._project, self._plan.manager, ask=False)
                self._machine = observe(self._project, self._facts, self._environ, find_built_app)
            self._trouble = None
        except Exception as error:
            self._trouble = type(error).__name__


def _unable(report: Report, why: str) -> Report:
    words = f"How this machine differs from the clean build: it could not be looked at ({why})."
    return msgspec.structs.replace(report, not_verified=(*report.not_verified, words))
