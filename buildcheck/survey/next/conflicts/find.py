"""All conflicts of the structure of an app, each looked for by the module that knows about it."""

from __future__ import annotations

from buildcheck.model.next_app import Conflict
from buildcheck.survey.next.conflicts.beside import beside_conflicts
from buildcheck.survey.next.conflicts.custom import custom_conflicts
from buildcheck.survey.next.conflicts.dynamic import dynamic_conflicts
from buildcheck.survey.next.conflicts.interception import interception_conflicts
from buildcheck.survey.next.conflicts.layouts import layout_conflicts
from buildcheck.survey.next.conflicts.pages_files import pages_file_conflicts
from buildcheck.survey.next.conflicts.public_files import public_conflicts
from buildcheck.survey.next.conflicts.route_files import config_conflicts, extension_conflicts, route_file_conflicts
from buildcheck.survey.next.conflicts.router_folders import folder_conflicts
from buildcheck.survey.next.conflicts.same_url import same_url_conflicts
from buildcheck.survey.next.conflicts.settings import setting_conflicts
from buildcheck.survey.next.structure import Structure

_PARTS = (
    folder_conflicts,
    config_conflicts,
    route_file_conflicts,
    extension_conflicts,
    same_url_conflicts,
    dynamic_conflicts,
    interception_conflicts,
    layout_conflicts,
    public_conflicts,
    beside_conflicts,
    pages_file_conflicts,
    setting_conflicts,
    custom_conflicts,
)


def find_conflicts(structure: Structure) -> tuple[Conflict, ...]:
    """Give all that is wrong with ``structure``."""
    return tuple(conflict for part in _PARTS for conflict in part(structure))
