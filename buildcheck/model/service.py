"""What is known about the variables of a service (Supabase, Stripe …): data, read from ``services/*.yaml``."""

from __future__ import annotations

from typing import Literal

from buildcheck.model.environment import ValueType
from buildcheck.model.value import Value


class ServiceVariable(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Variables that mean the same. ``names`` are patterns as of ``fnmatch``, matched without a public prefix
    (``NEXT_PUBLIC_``, ``VITE_``, ``REACT_APP_`` …).

    ``kind`` is what the service says of the value: ``secret`` (whoever has it can do harm), ``public`` (made to be in a
    browser), ``plain`` (an address, an id, a setting: harmless) or ``unknown`` (the name does not tell who may have
    it: a public prefix says that browsers may). ``shape`` is a regular expression that real values
    match, ``test`` one that values for tests match, ``live`` one that values for production match.
    ``template`` makes the synthetic value (see ``synthetic/templates.py``), ``reason`` says in words why the kind is
    what it is, ``docs`` where the service says so.
    """

    names: tuple[str, ...]
    kind: Literal["secret", "public", "plain", "unknown"]
    type: ValueType = "string"
    shape: str | None = None
    test: str | None = None
    live: str | None = None
    template: str | None = None
    reason: str | None = None
    docs: str | None = None


class Service(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service. ``packages`` are those whose use says that a project has to do with it, ``hosts`` where it answers.
    ``reads`` are the variables that a package reads by itself, without any code of the project that names them, where
    its caller may give the value as well; ``demands`` those that it can't do without."""

    id: str
    title: str
    docs: str | None = None
    packages: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    reads: dict[str, tuple[str, ...]] = {}
    demands: dict[str, tuple[str, ...]] = {}
    variables: tuple[ServiceVariable, ...] = ()
