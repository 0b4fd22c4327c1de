"""`Project` and its `Survey` -> `Inventory`: reads, declarations and expectations of each variable, put together."""

from __future__ import annotations

import dataclasses
from collections import defaultdict

from buildcheck.load.files import Files
from buildcheck.model.auth import NAMES
from buildcheck.model.environment import Declaration, Expectation, Inventory, Variable, VariableRead
from buildcheck.model.project import Project
from buildcheck.model.survey import Survey
from buildcheck.survey.environment.auth import auth_reads
from buildcheck.survey.environment.declared.all import declarations
from buildcheck.survey.environment.expectations import Schemas
from buildcheck.survey.environment.graph import targets_of
from buildcheck.survey.environment.line_breaks import makes_line_breaks
from buildcheck.survey.environment.packages import package_reads
from buildcheck.survey.environment.places import Places
from buildcheck.survey.environment.platform import set_by
from buildcheck.survey.environment.prefixes import lookalike
from buildcheck.survey.environment.prisma import addresses
from buildcheck.survey.environment.reads import Reader
from buildcheck.survey.environment.routes import Routes
from buildcheck.survey.environment.sensitivity import known_of
from buildcheck.survey.environment.texts import text_reads
from buildcheck.survey.environment.vain import Inlining
from buildcheck.survey.next.app_files import with_usual_extensions
from buildcheck.survey.next.layers import find_layers


def inventory(project: Project, survey: Survey) -> Inventory:
    """Give every variable that something of ``project`` reads or declares. ``survey`` need not have one yet."""
    files, survey = Files(project.source), _with_layers(survey)
    targets = targets_of(survey)
    places = Places(project, survey, targets)
    inlining = Inlining(project, survey, places)
    reads: dict[str, list[VariableRead]] = defaultdict(list)
    unnamed: list[VariableRead] = []
    schemas = Schemas(survey)
    routes = Routes(survey, targets)
    for name, read in Reader(survey, places, routes, inlining, schemas).all():
        (reads[name] if name else unnamed).append(read)
    for name, read in package_reads(survey, routes):
        reads[name].append(read)
    for name, read in text_reads(project, survey, inlining, files):
        (reads[name] if name else unnamed).append(read)
    declared: dict[str, list[Declaration]] = defaultdict(list)
    expected: dict[str, list[Expectation]] = defaultdict(list)
    for name, expectation in schemas.expectations():
        expected[name].append(expectation)
        declared[name].append(Declaration(by="schema", at=expectation.at))
    for name, expectation in addresses(files):
        expected[name].append(expectation)
    perhaps = NAMES if survey.auth else frozenset()
    for name, declaration in declarations(project, survey, files, reads.keys() | expected.keys() | perhaps):
        declared[name].append(declaration)
    for name, read in auth_reads(survey, routes, declared.keys() | reads.keys()):
        reads[name].append(read)
    variables = {}
    for name in sorted(reads.keys() | declared.keys() | expected.keys()):
        known = known_of(name)
        variables[name] = Variable(
            name=name,
            reads=tuple(sorted(reads[name], key=_place)),
            declarations=tuple(declared[name]),
            expectations=tuple(expected[name]),
            public=inlining.is_public(name),
            service=known.service,
            sensitivity=known.sensitivity,
            relied_on=known.relied_on,
            platform=_platform(name, reads[name]),
            lookalike=lookalike(name, inlining.prefixes),
        )
    return Inventory(
        prefixes=inlining.prefixes,
        variables=variables,
        unnamed=tuple(sorted(unnamed, key=_place)),
        makes_line_breaks=makes_line_breaks(project, survey, files),
    )


def _with_layers(survey: Survey) -> Survey:
    """Where a wrapper of the configuration might change which files are pages, rules about layers keep silent; where
    code runs is said as if it did not."""
    app = survey.next
    if app is None or app.page_extensions is not None:
        return survey
    return dataclasses.replace(survey, layers=find_layers(survey.modules, survey.edges, with_usual_extensions(app)))


def _platform(name: str, reads: list[VariableRead]) -> str | None:
    objects = {each.of for each in reads}
    return set_by(name, objects.pop() if len(objects) == 1 else None)


def _place(read: VariableRead) -> tuple[str, int, int]:
    return read.at.path, read.at.line or 0, read.at.column or 0
