"""A small project as a value, to vary in tests of the plan."""

from __future__ import annotations

from typing import Any

from buildcheck.model.project import Entry, Framework, LockedPackage, Lockfile, Manifest, NodePin, Project, Source
from buildcheck.model.value import At
from buildcheck.plan.catalogue import NodeRelease

PACKAGE = "package.json"

RELEASES = tuple(
    NodeRelease(version=version, npm=npm, lts=lts, code_name=name, integrity={})
    for version, npm, lts, name in (
        ("26.10.0", "11.19.1", False, None),
        ("24.21.0", "11.19.0", True, "Krypton"),
        ("22.23.3", "10.9.9", True, "Jod"),
        ("20.20.2", "10.8.2", True, "Iron"),
        ("18.20.8", "10.8.2", True, "Hydrogen"),
        ("16.20.2", "8.19.4", True, "Gallium"),
    )
)


def manifest(**fields: Any) -> Manifest:
    return Manifest(**{"path": PACKAGE, "name": "sample", "scripts": {"build": "next build"}, **fields})


def source(*paths: str) -> Source:
    return Source(
        kind="folder", root="/nowhere", entries=tuple(Entry(path=each, kind="file", size=1) for each in paths)
    )


def lockfile(manager: str = "npm", path: str = "package-lock.json", form: str = "3", **fields: Any) -> Lockfile:
    return Lockfile(**{"manager": manager, "path": path, "format": form, "packages": (), **fields})


def locked(name: str, version: str = "1.0.0", **fields: Any) -> LockedPackage:
    return LockedPackage(**{"name": name, "version": version, "path": f"node_modules/{name}", **fields})


def pin(by: str, value: str) -> NodePin:
    return NodePin(by=by, value=value, at=At(path=by))


def project(root: Manifest | None = None, **fields: Any) -> Project:
    root = root or manifest()
    given: dict[str, Any] = {
        "source": source(PACKAGE, "package-lock.json", "app/page.tsx"),
        "app": ".",
        "install_root": ".",
        "manifest": root,
        "root_manifest": root,
        "lockfiles": (lockfile(packages=(locked("next", "15.5.0", engines_node="^18.18.0 || >=20.0.0"),)),),
        "framework": Framework(name="next", version="15.5.0"),
        **fields,
    }
    return Project(**given)
