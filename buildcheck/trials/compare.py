"""A build with all variables beside one without any, both passed -> what the absence of each variable does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.exposure.instead import Replaced
from buildcheck.model.build import Build
from buildcheck.model.environment import Consequence, Leak, Variable
from buildcheck.trials.serving import at_request
from buildcheck.trials.suspects import live

UNDEFINED = frozenset({"undefined", "void 0", "null", "", "NaN", "$undefined"})
"""What stands in code, in HTML and in the payload of server components for a value that is not there."""
_PAGES = (".html", ".rsc", ".body")
_MOST = 10


def compare(
    variables: Iterable[Variable], made: Build, bare: Build, replaced: Iterable[Replaced]
) -> Iterator[Consequence]:
    """Give one consequence for each variable. ``made`` is the build in which each had a value, ``bare`` the one
    without; ``replaced`` is what stands in ``bare`` where values stood in ``made``."""
    instead: dict[str, list[Replaced]] = {}
    for each in replaced:
        instead.setdefault(each.variable, []).append(each)
    lost = _lost_pages(made, bare)
    for variable in variables:
        leaks = [each for each in made.leaks or () if each.variable == variable.name and each.road != "response"]
        if gone := tuple(path for path in lost if any(each.path == path for each in leaks)):
            yield _fewer_pages(variable, gone)
        elif leaks:
            yield _written(variable, leaks, instead.get(variable.name, []))
        elif lost and _reads_in_build(variable):
            yield _fewer_pages(variable, lost)
        else:
            yield unwritten(variable, made, proof=f"{_PASSED} What is built shows no difference that comes of it.")


_PASSED = "The build passes with a made value, and without one."


def _written(variable: Variable, leaks: list[Leak], instead: list[Replaced]) -> Consequence:
    missing = next((each for each in instead if each.text in UNDEFINED), None)
    routes = tuple(dict.fromkeys(route for each in leaks for route in each.routes))[:_MOST]
    where = leaks[0].url or leaks[0].path
    if missing is not None or (not instead and not variable.has_default):
        shown = "nothing" if missing is None or not missing.text else f"`{missing.text}`"
        return Consequence(
            variable=variable.name,
            effect="baked",
            message=f"The build passes, and {where} has {shown} where the value belongs.",
            proof=_PASSED,
            routes=routes,
            at=leaks[0].via,
            path=missing.path if missing is not None else leaks[0].path,
            offset=missing.offset if missing is not None else None,
            instead=missing.text if missing is not None else None,
        )
    return Consequence(
        variable=variable.name,
        effect="nothing",
        message=f"A default stands in its place in {where}.",
        proof=_PASSED,
        routes=routes,
        at=leaks[0].via,
    )


def _fewer_pages(variable: Variable, lost: tuple[str, ...]) -> Consequence:
    shown = ", ".join(lost[:3]) + (" …" if len(lost) > 3 else "")
    return Consequence(
        variable=variable.name,
        effect="baked",
        message=f"The build passes and makes {len(lost)} page{'s' * (len(lost) != 1)} less: {shown}.",
        proof=_PASSED,
        path=lost[0],
    )


def unwritten(variable: Variable, made: Build, *, proof: str | None) -> Consequence:
    """Say what follows for a variable of which nothing is written into what is built."""
    if not live(variable):
        return _nothing(variable, "Nothing that counts reads it.", proof)
    if variable.has_default:
        return _nothing(variable, "The code falls back on a default.", proof)
    shown = at_request(variable, made)
    if shown is not None:
        return shown
    reads = [each for each in variable.reads if {"server", "edge"} & set(each.where) and each.inlined is not True]
    if not reads:
        return _nothing(variable, "The build does the same without it.", proof)
    return Consequence(
        variable=variable.name,
        effect="request-differs",
        message="The build passes without it; the server reads it when it is asked."
        if proof
        else "The server reads it when it is asked.",
        routes=tuple(dict.fromkeys(route for each in reads for route in each.routes))[:_MOST],
        at=reads[0].at,
    )


def _nothing(variable: Variable, message: str, proof: str | None) -> Consequence:
    return Consequence(variable=variable.name, effect="nothing", message=message, proof=proof)


def _lost_pages(made: Build, bare: Build) -> tuple[str, ...]:
    """Give the prerendered files that only the build with values made."""
    ours = {each.path for each in made.artefacts or () if each.path.endswith(_PAGES)}
    return tuple(sorted(ours - {each.path for each in bare.artefacts or ()}))


def _reads_in_build(variable: Variable) -> bool:
    return live(variable) and any({"server", "config", "build"} & set(each.where) for each in variable.reads)
