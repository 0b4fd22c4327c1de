"""Reports variables that the code reads under another name than the one that env files declare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Variable
from buildcheck.model.report import Hit

LIVE = frozenset({"config", "build", "server", "edge", "browser"})
PREFIXES = ("NEXT_PUBLIC_", "VITE_", "REACT_APP_")
SAME = {
    "PUBLISHABLE_DEFAULT_KEY": "ANON_KEY",
    "PUBLISHABLE_KEY": "ANON_KEY",
    "URI": "URL",
    "SECRET_KEY": "SERVICE_ROLE_KEY",
}
"""Words that change places: Supabase renamed its keys, and addresses are called both."""
SHORTEST = 8


@check("warning")
def env_name_drift(evidence: Evidence) -> Iterable[Hit]:
    """The code reads a variable that is declared under a slightly different name.

    Nothing in the repository names the variable that the code reads, and an env file names one that nothing reads and
    that differs in a letter, in the order of its words, or in the prefix (`NEXT_SUPABASE_PUBLIC_URL` beside
    `NEXT_PUBLIC_SUPABASE_URL`).

    ## Why it matters

    Who follows the example file sets a variable that nobody reads. On the machine where both names are set it works.

    ## How to fix

    Use one name in both places.
    """
    variables = evidence.survey.environment.variables.values()
    unread = [each for each in variables if is_declared_for_nobody(each)]
    for variable in variables if unread else ():
        read = next((each for each in variable.reads if not LIVE.isdisjoint(each.where)), None)
        if read is None or variable.declarations or variable.platform is not None or variable.has_default:
            continue
        other = next((each for each in unread if are_alike(variable.name, each.name)), None)
        declared = other.declared if other is not None else None
        if other is not None and declared is not None:
            yield Hit(
                message=f"{variable.name} is read here and declared nowhere; "
                f"{declared.at.path} names {other.name}, which nothing reads",
                at=read.at,
                fix=f"Use one name: {variable.name} in {declared.at.path}, or {other.name} in the code.",
                anchor=variable.name,
            )


def is_declared_for_nobody(variable: Variable) -> bool:
    """Whether an env file names it and nothing of the project reads it."""
    files = any(each.by in ("env-file", "example") for each in variable.declarations)
    return files and not variable.reads and not variable.expectations and variable.platform is None


def are_alike(one: str, other: str) -> bool:
    """Whether one name is likely to be the other, misspelt."""
    if min(len(one), len(other)) < SHORTEST:
        return False
    return any(first == second or is_one_edit(first, second) for first, second in forms(one, other))


def forms(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Give both names in the forms in which they may be the same."""
    yield one, other
    yield "_".join(sorted(one.split("_"))), "_".join(sorted(other.split("_")))
    yield plain(one), plain(other)


def plain(name: str) -> str:
    """Give ``name`` without a prefix, with words that change places made one."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    for word, usual in SAME.items():
        if name.endswith(f"_{word}"):
            return f"{name.removesuffix(word)}{usual}"
    return name


def is_one_edit(one: str, other: str) -> bool:
    """Whether a letter was added, left out or changed, or two changed places. Figures tell names apart on purpose."""
    if one.strip("0123456789") != one or other.strip("0123456789") != other or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, of_other = one[start:], other[start:]
    swapped = rest[:2] == of_other[1::-1] and rest[2:] == of_other[2:]
    return swapped or rest[1:] == of_other[1:] or rest[1:] == of_other or rest == of_other[1:]
