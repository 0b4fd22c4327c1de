"""Variables that this machine sets and a clean checkout does not. Only their names are used: the values are made."""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.factors.log import log_of, names_any
from buildcheck.factors.situation import Situation
from buildcheck.model.difference import Difference
from buildcheck.model.explanation import Change, Factor, NotTried
from buildcheck.model.machine import MachineVariable

_KIN = "variables"


def variable_factors(situation: Situation) -> Iterator[Factor | NotTried]:
    """Give one for each variable, and one for each env file that the failed log names as a file."""
    here = {each.name: each for each in situation.machine.variables}
    for found in situation.of("variable"):
        if found.subject in situation.made:
            yield _factor(found, here[found.subject])
        elif found.weight != "harmless":
            yield NotTried(difference=found, reason="No value can be made for it.")
    for file in dict.fromkeys(file for each in here.values() for file in each.files):
        if names_any((file,), log_of(situation)):
            yield _of_file(file, situation)


def _factor(found: Difference, here: MachineVariable) -> Factor:
    places = [*(f"`{each}`" for each in here.files), *(["the shell"] if here.shell else [])]
    return Factor(
        kind="variable",
        subject=found.subject,
        change=Change(variables=(found.subject,)),
        difference=found,
        because=f"`{found.subject}` is set only in {' and '.join(places)} of this machine",
        given="a made value",
        words=(found.subject,),
        kin=_KIN,
    )


def _of_file(file: str, situation: Situation) -> Factor:
    names = tuple(each.name for each in situation.machine.variables if file in each.files)
    return Factor(
        kind="file",
        subject=file,
        change=Change(env_files={file: tuple(each for each in names if each in situation.made)}),
        difference=Difference(
            kind="file",
            weight="breaks",
            subject=file,
            here=f"{file} is on this disk.",
            clean="It is not there.",
            consequence="The log of the failed step asks for it.",
            close=f"Let the build do without {file}, and set its variables where the build runs.",
        ),
        because=f"`{file}` is on this disk alone",
        given="such a file with made values",
        words=(file,),
    )
