"""A build with all variables beside one without any, both passed -> what the absence of each variable does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Literal

from msgspec.structs import replace

from buildcheck.exposure.instead import Replaced
from buildcheck.model.build import Build
from buildcheck.model.environment import Consequence, Leak, Variable, VariableRead
from buildcheck.model.made_ahead import is_made_ahead
from buildcheck.model.synthetic import Synthetic
from buildcheck.trials.replaced import Looking
from buildcheck.trials.serving import at_request
from buildcheck.trials.suspects import live

UNDEFINED = re.compile(r'[\s"\'`]*(?:\$\{)?[\s"\'`]*(?:undefined|void 0|null|NaN|\$undefined|)[\s"\'`]*\}?')
"""What stands in code, in HTML and in the payload of server components for a value that is not there."""
_PAGES = (".html", ".body")
_PREFIX = re.compile(r"^.*?/server/(?:app|pages)(?=/)")
_MOST = 10
_PASSED = "The build passes with a made value, and without one."


def compare(
    variables: Collection[Variable], made: Build, bare: Build, looking: Looking | None, synthetic: Synthetic
) -> Iterator[Consequence]:
    """Give one consequence for each variable. ``made`` is the build in which each had a value, ``bare`` the one
    without, at which ``looking`` looked."""
    instead: dict[str, list[Replaced]] = {}
    for each in looking.found if looking is not None else ():
        instead.setdefault(each.variable, []).append(each)
    lost = _Lost(made, bare, synthetic)
    for variable in variables:
        leaks = [each for each in made.leaks or () if each.variable == variable.name and each.road != "response"]
        gone = lost.of(variable)
        if gone:
            yield _fewer_pages(variable, gone, synthetic, alone=lost.is_alone(variable))
        elif leaks:
            yield _written(variable, leaks, instead.get(variable.name, []), looking)
        else:
            proof = f"{_PASSED} What is built shows no difference that comes of it."
            yield unwritten(variable, made, variables, proof=proof)


class _Lost:
    """The pages that only the build with values made, and the variables that they come of: one whose value is in their
    address, else those that the build read."""

    def __init__(self, made: Build, bare: Build, synthetic: Synthetic) -> None:
        ours = {each.path for each in made.artefacts or () if each.path.endswith(_PAGES)}
        paths = sorted(ours - {each.path for each in bare.artefacts or ()})
        marks = {each.canary: name for name, each in synthetic.values.items() if each.canary is not None}
        self._named: dict[str, list[str]] = {}
        self._others: list[str] = []
        for path in paths:
            name = next((name for mark, name in marks.items() if mark in path), None)
            (self._others if name is None else self._named.setdefault(name, [])).append(path)
        self._read = {each.name for each in made.reads or () if each.set and each.phase in ("page-data", "prerender")}
        self._read &= set(made.variables)

    def of(self, variable: Variable) -> tuple[str, ...]:
        """Give the pages that are missing without ``variable``."""
        named = self._named.get(variable.name)
        if named:
            return tuple(named)
        return tuple(self._others) if variable.name in self._read else ()

    def is_alone(self, variable: Variable) -> bool:
        """Whether no other variable could be why."""
        return variable.name in self._named or self._read == {variable.name}


def _written(variable: Variable, leaks: list[Leak], instead: list[Replaced], looking: Looking | None) -> Consequence:
    """Say what stands where the value stood."""
    where = leaks[0].url or leaks[0].path
    missing = next((each for each in instead if UNDEFINED.fullmatch(each.text)), None)
    if missing is not None and variable.has_default and _shown(missing) == "nothing":
        # The default is an empty text.
        missing = None
    # A package that can't do without asks, too, and throws somewhere else.
    demanded = any(each.how == "package" and not each.fallback for each in variable.reads)
    asks_first = looking.left.get(variable.name) and not demanded if looking is not None else None
    found = Consequence(
        variable=variable.name,
        effect="baked",
        message=f"The build passes, and {where} has {_shown(missing)} where the value belongs.",
        proof=_PASSED,
        routes=tuple(dict.fromkeys(route for each in leaks for route in each.routes))[:_MOST],
        at=leaks[0].via,
        path=missing.path if missing is not None else leaks[0].path,
        offset=missing.offset if missing is not None else None,
        instead=missing.text if missing is not None else None,
    )
    if missing is not None or (asks_first is False and not variable.has_default):
        return found
    if instead or variable.has_default:
        return _otherwise(found, "nothing", f"A default stands in its place in {where}.")
    if asks_first:
        return _otherwise(found, "nothing", f"The code in {where} asks whether it is there.")
    return _otherwise(found, "unknown", f"Without it {where} is another one; whether it is meant to be can't be told.")


def _otherwise(found: Consequence, effect: Literal["nothing", "unknown"], message: str) -> Consequence:
    return replace(found, effect=effect, message=message, path=None)


def _shown(missing: Replaced | None) -> str:
    if missing is None:
        return "`undefined`"
    return f"`{missing.text}`" if missing.text.strip("\"'` ") else "nothing"


def _fewer_pages(variable: Variable, lost: tuple[str, ...], synthetic: Synthetic, *, alone: bool) -> Consequence:
    mark = synthetic.values[variable.name].canary
    pages = [_PREFIX.sub("", path).rpartition(".")[0] for path in lost]
    named = [each.replace(mark, f"[{variable.name}]") if mark is not None else each for each in pages]
    shown = ", ".join(named[:3]) + (" …" if len(named) > 3 else "")
    message = f"The build passes and makes {len(named)} page{'s' * (len(named) != 1)} less: {shown}."
    return Consequence(
        variable=variable.name,
        effect="baked",
        message=message,
        proof=_PASSED if alone else None,
        path=lost[0],
        at=next((each.at for each in variable.reads), None),
    )


def unwritten(
    variable: Variable, made: Build, among: Collection[Variable] = (), *, proof: str | None, tried: bool = True
) -> Consequence:
    """Say what follows for a variable of which nothing is written into what is built. ``among`` and ``tried`` are as
    for `buildcheck.trials.serving.at_request`."""
    if not live(variable):
        return _nothing(variable, "Nothing that counts reads it.", proof)
    own = [each for each in variable.reads if each.how != "package"]
    if variable.has_default and own:
        return _nothing(variable, "The code falls back on a default.", proof)
    shown = at_request(variable, made, among, tried=tried)
    if shown is not None:
        return shown
    if not own and made.reads is not None and all(each.name != variable.name for each in made.reads):
        message = "A package of the project may read it; nothing that was run here did."
        return Consequence(variable=variable.name, effect="unknown", message=message)
    return _not_asked(variable, own or list(variable.reads), made, proof)


def _not_asked(variable: Variable, reads: Sequence[VariableRead], made: Build, proof: str | None) -> Consequence:
    """Say what follows for a variable that no request to the started app read."""
    live_ones = [each for each in reads if each.is_live and each.in_vain is None and not each.fallback]
    inlined = next((each for each in live_ones if each.inlined), None)
    if inlined is not None:
        return _differs(variable, (inlined,), "`undefined` is written into the server's code.")
    asked = [each for each in reads if {"server", "edge"} & set(each.where) and each.inlined is not True]
    if all(_is_done(each, variable, made) for each in asked):
        return _nothing(variable, "The build does the same without it.", proof)
    return _differs(variable, asked, "The server reads it when it is asked.")


def _is_done(read: VariableRead, variable: Variable, made: Build) -> bool:
    """Whether the build ran ``read`` for all that it is part of, so that no request does it again."""
    place = (read.at.path, read.at.line)
    seen = (each.at for each in made.reads or () if each.name == variable.name and each.at is not None)
    paths = [each.path for each in made.artefacts or ()]
    # Of a dynamic route some addresses are made ahead, and the others when they are asked for.
    ahead = all("[" not in each and is_made_ahead(each, paths) for each in read.routes)
    if not read.routes:
        # Where no app with routes was built, code that the build ran is code of the build.
        ahead = made.app is None
    return ahead and any((each.path, each.line) == place for each in seen)


def _differs(variable: Variable, reads: Sequence[VariableRead], message: str) -> Consequence:
    return Consequence(
        variable=variable.name,
        effect="request-differs",
        message=message,
        routes=tuple(dict.fromkeys(route for each in reads for route in each.routes))[:_MOST],
        at=reads[0].at,
    )


def _nothing(variable: Variable, message: str, proof: str | None) -> Consequence:
    return Consequence(variable=variable.name, effect="nothing", message=message, proof=proof)
