"""What services say of their variables: a YAML file for each service, read once and only when somebody asks.

``find("NEXT_PUBLIC_SUPABASE_URL")`` gives the service and the variable that the name belongs to.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from importlib.resources import files

import msgspec

from buildcheck.model.public_prefixes import PUBLIC
from buildcheck.model.service import Service, ServiceVariable
from buildcheck.services.kept import keep_services, kept_services

PREFIXES = (*PUBLIC, "NUXT_")
"""Prefixes by which frameworks put a variable into a browser's code; names of services are matched without them."""

Known = tuple[Service, ServiceVariable]


@cache
def read_services() -> tuple[Service, ...]:
    """Read every file, or what an earlier run kept of them.

    Raises:
        msgspec.ValidationError: a file is not exactly a `Service`.
    """
    found = kept_services()
    if found is None:
        found = _read()
        keep_services(found)
    return found


def _read() -> tuple[Service, ...]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = []
    for file in sorted(files(__name__).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            found.append(msgspec.convert(yaml.load(file.read_bytes(), loader), Service))
    return tuple(found)


@cache
def find(name: str) -> tuple[Service, ServiceVariable] | None:
    """Give the service that a variable belongs to by its name, and what is known of it; exact names before patterns."""
    exact, patterns = _index()
    bare = without_prefix(name)
    found = exact.get(name) or exact.get(bare)
    return found or next((known for pattern, known in patterns if pattern.match(bare)), None)


@cache
def _index() -> tuple[dict[str, Known], list[tuple[re.Pattern[str], Known]]]:
    exact: dict[str, Known] = {}
    patterns: list[tuple[re.Pattern[str], Known]] = []
    for service in read_services():
        for variable in service.variables:
            for each in variable.names:
                if "*" in each:
                    patterns.append((re.compile(translate(each)), (service, variable)))
                exact.setdefault(each, (service, variable))
    return exact, patterns


def without_prefix(name: str) -> str:
    """Give ``name`` without the prefix that puts it into a browser's code."""
    return next((name.removeprefix(each) for each in PREFIXES if name.startswith(each)), name)
