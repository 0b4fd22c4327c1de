"""The manual of the checks, from their own docstrings: in goes nothing or an id, out comes Markdown."""

from __future__ import annotations

import json
from pathlib import Path

from buildcheck.discover import discover
from buildcheck.errors import UsageError
from buildcheck.model.check import Check

_EXAMPLES = Path(__file__).with_name("examples.json")


def checks() -> tuple[Check, ...]:
    """Find every check, by id."""
    return tuple(sorted(discover("buildcheck.checks", Check), key=lambda each: each.id))


def catalogue() -> str:
    """Give the table of all checks."""
    head = ["| check | severity | what it tells |", "|---|---|---|"]
    run = [each for each in checks() if each.needs not in ("source", "plan")]
    read = [each for each in checks() if each not in run]
    parts = [("From the files alone (`buildcheck check`):", read), ("From the clean build (`buildcheck verify`):", run)]
    return "\n\n".join("\n".join([words, "", *head, *map(_row, group)]) for words, group in parts) + "\n"


def _row(each: Check) -> str:
    return f"| `{each.id}` | {each.severity} | {each.title} |"


def page(check_id: str) -> str:
    """Give the page of one check.

    Raises:
        UsageError: there is no such check.
    """
    known = {each.id: each for each in checks()}
    check = known.get(check_id)
    if check is None:
        raise UsageError(
            f"there is no check called {check_id}",
            why=f"the checks are {', '.join(known)}",
            do="Name one of them, or leave the name out to see what each one tells.",
        )
    needs = "the source alone" if check.needs == "source" else f"a run that reached the stage `{check.needs}`"
    return f"# {check.id}\n\n*{check.severity}; needs {needs}*\n\n{check.doc}\n{_example(check.id)}"


def _example(check_id: str) -> str:
    """Give what the check says about one of our own fixtures; nothing where a build is needed to make it speak."""
    example = json.loads(_EXAMPLES.read_text("utf-8")).get(check_id)
    if example is None:
        return ""
    place = f" `{example['place']}`:" if example["place"] else ""
    shown = "".join(f"{each}\n" for each in example["lines"])
    said = f"{example['message']}\n" + (f"\nfix: {example['fix']}\n" if example["fix"] else "")
    return f"\n## Example\n\n{example['title']}.{place}\n\n```text\n{shown}{chr(10) if shown else ''}{said}```\n"
