"""What was read of a project before its imports are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from buildcheck.model.command import Command
from buildcheck.model.invocation import Invocation
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.syntax import ConfigFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """``documents`` are JSON files by path, ``commands`` those of all manifests' scripts, ``build`` what the app's
    build script runs in the end."""

    modules: Mapping[str, Module] = field(default_factory=dict)
    configs: Mapping[str, ConfigFile] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()
    build: tuple[Invocation, ...] = ()
    app: NextApp | None = None
