"""What buildcheck says of a case from its files alone, in the form in which real builds are recorded."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from buildcheck.judge import all_checks
from buildcheck.load import load
from buildcheck.model.built_app import BUILT_IN
from buildcheck.model.check import Check, Evidence
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.survey import survey
from tests.differential.case import Case, project_files
from tests.differential.outcome import Outcome, route_text
from tests.differential.targets import Target


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """``refusals`` are the findings that foretell that the build fails, each with its check."""

    refusals: tuple[str, ...]
    routes: tuple[str, ...]
    middleware: bool


def verdict(case: Case, target: Target) -> Verdict:
    """Read the files of ``case`` as `buildcheck check` does."""
    with TemporaryDirectory(prefix="buildcheck-case-") as name:
        for path, data in project_files(case, target).items():
            file = Path(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        with load(Path(name, case.app)) as project:
            evidence = Evidence(project=project, survey=survey(project))
            app = evidence.survey.next
            assert app is not None, "the manifest names Next"
            hits = [(check, hit) for check in _checks() for hit in check.run(evidence)]
    return Verdict(
        refusals=tuple(f"{check.id}: {hit.message}" for check, hit in hits if _refuses(check, hit)),
        routes=routes(app),
        middleware=not {"middleware", "proxy"}.isdisjoint(app.conventions),
    )


@cache
def _checks() -> tuple[Check, ...]:
    return tuple(each for each in all_checks() if each.needs == "source")


def _refuses(check: Check, hit: Hit) -> bool:
    return hit.predicts == "build" and (hit.severity or check.severity) == "error"


def routes(app: NextApp) -> tuple[str, ...]:
    """Give the routes of the model as `Outcome.routes` has them."""
    built = {(each.router, each.entry, each.url) for each in app.routes if each.kind != "special"}
    return tuple(route_text(*each) for each in sorted(built) if each[2] not in BUILT_IN)


def disagreement(ours: Verdict, theirs: Outcome) -> str | None:
    """Say in which way ``ours`` is not what the build said; nothing where they agree."""
    if theirs.outcome == "refused":
        return None if ours.refusals else f"Next refuses it ({theirs.error}), buildcheck says nothing"
    if ours.refusals:
        return f"Next builds it, buildcheck says: {'; '.join(ours.refusals)}"
    only_theirs = sorted({*theirs.routes} - {*ours.routes})
    only_ours = sorted({*ours.routes} - {*theirs.routes})
    if only_theirs or only_ours:
        return f"routes: only Next has {only_theirs}, only buildcheck has {only_ours}"
    if theirs.middleware != ours.middleware:
        return f"middleware: Next says {theirs.middleware}, buildcheck {ours.middleware}"
    return None
