"""Reports imported files that git ignores."""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Iterable, Iterator
from shlex import quote

from buildcheck.model.check import Evidence, check
from buildcheck.model.failing import Failing, failing, untold
from buildcheck.model.project import IgnoreRule, ignoring
from buildcheck.model.report import Hit

MOST_SHOWN = 4
DOCS = "https://git-scm.com/docs/gitignore"


@check("error")
def import_ignored(evidence: Evidence) -> Iterable[Hit]:
    """An imported file is ignored by git.

    The file is on this machine's disk, what the build reads imports it, and a rule of a `.gitignore` keeps it out of
    the repository. Often the rule is meant for another folder: `lib/` of a Python template hides every folder `lib`.

    ## Why it matters

    Git says nothing about ignored files, so the loss shows on other machines only, as "module not found".

    ## How to fix

    Make the rule narrower: with a `/` at its beginning it hides only what lies beside that `.gitignore`, and a line
    `!path` after it lets a path in again. Then add the files and commit both.
    """
    groups: dict[IgnoreRule | None, list[Failing]] = {}
    found = (edge for edges in evidence.survey.edges.values() for edge in edges)
    left_out = (edge for edge in found if edge.outcome == "left-out" and edge.generator is None)
    for each in failing(evidence, left_out):
        rule = ignoring(each.edge.target or "", evidence.project.ignore_rules)
        if rule is not None or is_ignored_elsewhere(each, evidence):
            groups.setdefault(rule, []).append(each)
    for rule, group in groups.items():
        yield report(rule, sorted(group, key=lambda each: each.cause is None))
    yield from untold(evidence, "import-ignored")


def is_ignored_elsewhere(found: Failing, evidence: Evidence) -> bool:
    """Whether a rule outside of the repository must be what hides the file: git neither tracks nor misses it."""
    source = evidence.project.source
    return source.kind == "working-tree" and found.edge.target not in source.untracked and len(source.untracked) < 1000


def report(rule: IgnoreRule | None, group: list[Failing]) -> Hit:
    """Say which rule hides which files."""
    first, path = group[0], group[0].edge.target or ""
    by = f"by `{rule.pattern}` ({rule.at})" if rule is not None else "by a rule outside of the repository"
    others = [f"`{each.edge.target}`" for each in group[1:]]
    more = f" and {len(others) - MOST_SHOWN} more" if len(others) > MOST_SHOWN else ""
    also = f". It hides {', '.join(others[:MOST_SHOWN])}{more} as well" if others else ""
    message = (
        f"It imports `{path}`, which git ignores {by}: in a clean checkout {first.consequence}{first.others}{also}"
    )
    return first.hit(message, advice(rule, path), docs=DOCS)


def advice(rule: IgnoreRule | None, path: str) -> str:
    """Say how to let ``path`` in again."""
    if rule is None:
        return f"See `git check-ignore -v {quote(path)}`; then git add -f {quote(path)}"
    folder = posixpath.dirname(rule.at.path)
    inner = path.removeprefix(f"{folder}/") if folder else path
    hidden = next(iter(hidden_parts(rule.pattern, inner)), inner)
    pattern = rule.pattern.rstrip("/")
    added, anchored = f"git add {quote(path)}", "/" in pattern
    if not anchored and "/" in hidden.rstrip("/"):
        return f"Write `/{rule.pattern}` in {rule.at}, so that it hides only what lies beside it; then {added}"
    return f"Add the line `!{hidden}` below {rule.at}, or remove that rule; then {added}"


def hidden_parts(pattern: str, path: str) -> Iterator[str]:
    """Give the folders above ``path``, and itself, that a pattern matches by name, the outermost first."""
    name = pattern.strip("/")
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        whole = "/".join(parts[:count])
        if fnmatch.fnmatchcase(whole if "/" in name else parts[count - 1], name):
            yield whole + ("/" if count < len(parts) else "")
