"""The local engine: a plan and a source in, a sandbox on this machine out, and nothing left behind."""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from buildcheck.engines import certificates
from buildcheck.engines.base import Event, Sandbox, Watch
from buildcheck.engines.local.environment import SYSTEM_PATH
from buildcheck.engines.local.node import Node, provide
from buildcheck.engines.local.sandbox import LocalSandbox, Parts
from buildcheck.engines.local.tools import link_tools
from buildcheck.engines.local.workspace import workspace
from buildcheck.engines.packages import Registry
from buildcheck.model.build import Isolation
from buildcheck.model.plan import Plan
from buildcheck.model.project import Source


class LocalEngine:
    """A clean copy on this machine (`buildcheck.engines.base.Engine`).

    ``ca_file`` is the certificate bundle that the user named; ``credentials`` are variables for the fetch phase alone.
    """

    name = "local"

    def __init__(self, *, ca_file: str | None = None, credentials: Mapping[str, str] | None = None) -> None:
        self._ca_file = ca_file
        self._credentials = dict(credentials or {})

    def problem(self) -> str | None:
        """Give None: it can be used wherever buildcheck runs; what it lacks it downloads when a run needs it."""
        return None

    @contextmanager
    def open(
        self, plan: Plan, source: Source, values: Mapping[str, str], watch: Watch, shown: Collection[str] = ()
    ) -> Iterator[Sandbox]:
        """Provide Node and the package manager, make the run's folder, and remove it at the end."""
        trusted = certificates.bundle(self._ca_file)
        registry = Registry(tuple(rule.host for rule in plan.network.registries), trusted[0] if trusted else None)
        with workspace(source) as root:
            watch(Event(kind="prepare", text=f"Node {plan.node.value}"))
            node = provide(plan.node.value, registry)
            registry.npm = registry.npm or node.npm()
            watch(Event(kind="prepare", text=f"{plan.manager.name} {plan.manager.version}"))
            link_tools(root / "bin", node, plan.manager, registry)
            yield LocalSandbox(
                Parts(
                    plan=plan,
                    source=source,
                    root=root,
                    isolation=_isolation(node),
                    watch=watch,
                    ca_file=_write_certificates(root, trusted),
                    values=values,
                    credentials=self._credentials,
                    shown=frozenset(shown),
                )
            )


def _write_certificates(root: Path, trusted: tuple[bytes, str] | None) -> Path | None:
    if trusted is None:
        return None
    path = root / "certificates.pem"
    path.write_bytes(trusted[0])
    return path


def _isolation(node: Node) -> Isolation:
    return Isolation(
        engine="local",
        version=f"{platform.system()} {platform.release()}",
        statement=(
            "A clean copy of the source in a temporary folder on this machine, with an empty home, an environment "
            f"built from nothing, and {node.origin}. It isolates Node, files and environment, not the host: programs "
            f"in {os.pathsep.join(SYSTEM_PATH)}, its network and its files can be reached, and which hosts were "
            "reached is not known."
        ),
    )
