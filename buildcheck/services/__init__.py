"""What services say of their variables: a YAML file for each service, read once and only when somebody asks.

``find("NEXT_PUBLIC_SUPABASE_URL")`` gives the service and the variable that the name belongs to.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import msgspec

from buildcheck.model.service import Service, ServiceVariable

PREFIXES = (
    "NEXT_PUBLIC_", "VITE_", "REACT_APP_", "EXPO_PUBLIC_", "NUXT_PUBLIC_", "NUXT_", "GATSBY_", "PUBLIC_",
)  # fmt: skip
"""Prefixes by which frameworks put a variable into a browser's code; names of services are matched without them."""


@cache
def read_services() -> tuple[Service, ...]:
    """Read every file.

    Raises:
        msgspec.ValidationError: a file is not exactly a `Service`.
    """
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
    bare = without_prefix(name)
    known = [(service, variable) for service in read_services() for variable in service.variables]
    for wanted in (name, bare):
        for service, variable in known:
            if wanted in variable.names:
                return service, variable
    for service, variable in known:
        if any(fnmatchcase(bare, pattern) for pattern in variable.names if "*" in pattern):
            return service, variable
    return None


def without_prefix(name: str) -> str:
    """Give ``name`` without the prefix that puts it into a browser's code."""
    return next((name.removeprefix(each) for each in PREFIXES if name.startswith(each)), name)
