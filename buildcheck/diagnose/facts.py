"""Facts that tell look-alikes apart: in go a match's groups and what is known of the project, out comes yes or no.

The same line (``Can't resolve './Header'``) has several causes; a log can't tell which, the list of files and
the hosts that were contacted can. A fact may add groups for the templates (the file that does exist).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address

from buildcheck.model.build import HostContact
from buildcheck.model.plan import Phase
from buildcheck.model.project import Project, ignoring

EXTENSIONS = ("", ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".json", ".css", ".module.css", ".vue", ".d.ts")
INDEXES = ("/index.ts", "/index.tsx", "/index.js", "/index.jsx")


@dataclass(frozen=True)
class Scene:
    """What is known besides the log: the project, the phase of the step, the hosts contacted and the packages whose
    install scripts were blocked (``name@version``)."""

    project: Project
    phase: Phase
    hosts: tuple[HostContact, ...] = ()
    blocked: tuple[str, ...] = ()

    @cached_property
    def paths(self) -> frozenset[str]:
        """Paths of the clean source."""
        return frozenset(entry.path for entry in self.project.source.entries)

    @cached_property
    def folded(self) -> dict[str, str]:
        """The same paths by their lower-case form."""
        return {path.casefold(): path for path in self.paths}

    @cached_property
    def declared(self) -> frozenset[str]:
        """Names of packages that the app's manifest requires."""
        return frozenset(each.name for each in self.project.manifest.requirements)

    def path_of(self, text: str) -> str | None:
        """Give the path in the source that a log means by ``text``: relative to the source root or to the app."""
        tries = [
            posixpath.normpath(posixpath.join(folder, name.removeprefix("file://").removeprefix("/work/")))
            for name in (text, text.lstrip("(["))
            for folder in (self.project.app, ".")
        ]
        return next((path for path in tries if path in self.paths), None)


Groups = dict[str, str]
Fact = Callable[[Groups, Scene], bool]


def package_of(module: str) -> str:
    """Give the package that a bare specifier belongs to: ``@a/b/c`` is in ``@a/b``."""
    parts = module.split("/")
    return "/".join(parts[: 2 if module.startswith("@") else 1])


def is_local(module: str) -> bool:
    """Tell whether a specifier is a path of the project: relative, absolute, or one of the usual aliases."""
    return module.startswith((".", "/", "@/", "~/", "~~/", "$lib/", "src/", "#"))


def module_is_local(groups: Groups, scene: Scene) -> bool:
    """The module is a file of the project, by a relative path or an alias."""
    return is_local(groups.get("module", ""))


def module_is_package(groups: Groups, scene: Scene) -> bool:
    """The module is a package; adds ``package``."""
    module = groups.get("module", "")
    if not module or is_local(module) or module.startswith("node:"):
        return False
    groups["package"] = package_of(module)
    return True


def package_is_declared(groups: Groups, scene: Scene) -> bool:
    """The app's manifest requires the package."""
    return module_is_package(groups, scene) and groups["package"] in scene.declared


def package_is_undeclared(groups: Groups, scene: Scene) -> bool:
    """The app's manifest does not require the package."""
    return module_is_package(groups, scene) and groups["package"] not in scene.declared


def file_differs_in_case(groups: Groups, scene: Scene) -> bool:
    """The module's file is in the source under the same name in other letters; adds ``actual``."""
    for base in candidates(groups, scene):
        for ending in (*EXTENSIONS, *INDEXES):
            wanted = base + ending
            actual = scene.folded.get(wanted.casefold())
            if actual is not None and wanted not in scene.paths:
                groups["actual"] = actual
                return True
    return False


def file_is_elsewhere(groups: Groups, scene: Scene) -> bool:
    """A file that ends like the module is in the source at another path; adds ``actual``, at most three of them."""
    module = groups.get("module", "")
    tail = re.sub(r"^(?:(?:\.{1,2}|@|~|~~)?/)+", "", module.removeprefix("/work"))
    if not is_local(module) or not tail or tail.startswith("."):
        return False
    wanted = {tail + ending for ending in (*EXTENSIONS, *INDEXES)}
    found = sorted(path for path in scene.paths if any(f"/{path}".endswith(f"/{each}") for each in wanted))
    groups["actual"] = ", ".join(found[:3])
    return bool(found)


def file_is_ignored(groups: Groups, scene: Scene) -> bool:
    """git keeps the module's file out of the source; adds ``rule``, the line of the ``.gitignore`` that does so."""
    if not is_local(groups.get("module", "")):
        return False
    for base in candidates(groups, scene):
        # A rule for one kind of file (`*.js`) says nothing about a module whose kind is not known.
        endings = ("",) if posixpath.splitext(base)[1] in EXTENSIONS[1:] else (".ts", ".tsx", INDEXES[0])
        rules = [ignoring(base + ending, scene.project.ignore_rules) for ending in endings]
        rule = next((each for each in rules if each is not None), None)
        if rule is not None:
            groups["rule"] = f"`{rule.pattern}` ({rule.at})"
            return True
    return False


def candidates(groups: Groups, scene: Scene) -> list[str]:
    """Give the paths, without extension, that the module may stand for, relative to the source root."""
    module, app = groups.get("module", ""), scene.project.app
    alias = re.match(r"(?:@|~|~~)/(.*)", module)
    if alias:
        return [posixpath.normpath(posixpath.join(app, folder, alias[1])) for folder in ("", "src", "app")]
    if module.startswith("/work/"):
        return [posixpath.normpath(module.removeprefix("/work/"))]
    if not module.startswith("."):
        return []
    importer = groups.get("file", "").removeprefix("/work/").removeprefix("./")
    folders = {posixpath.dirname(importer), posixpath.dirname(posixpath.join(app, importer))}
    return [posixpath.normpath(posixpath.join(folder, module)) for folder in sorted(folders)]


def host_was(outcome: str) -> Fact:
    """Make the fact that the matched host was contacted in this phase, with this outcome, and never reached."""

    def fact(groups: Groups, scene: Scene) -> bool:
        host = groups.get("host", "").lower().rstrip(".")
        outcomes = {each.outcome for each in scene.hosts if each.phase == scene.phase and each.host.lower() == host}
        return outcome in outcomes and "reached" not in outcomes

    return fact


def some_host_was(outcome: str) -> Fact:
    """Make the fact that a host was contacted in this phase with this outcome; adds ``host``, the first of them."""

    def fact(groups: Groups, scene: Scene) -> bool:
        found = [each.host for each in scene.hosts if each.phase == scene.phase and each.outcome == outcome]
        if found:
            groups["host"] = found[0]
        return bool(found)

    return fact


def every_host_answered(groups: Groups, scene: Scene) -> bool:
    """No other machine was out of reach in this phase: what refused a connection was the build's own."""
    return all(each.outcome == "reached" for each in scene.hosts if each.phase == scene.phase)


def host_is_local(groups: Groups, scene: Scene) -> bool:
    """The host is this machine, a private address, or a bare name such as a container's."""
    host = groups.get("host", "").strip("[]").lower()
    try:
        return ip_address(host).is_private
    except ValueError:
        return bool(host) and (host == "localhost" or "." not in host)


def prisma_script_was_blocked(groups: Groups, scene: Scene) -> bool:
    """The install script of a Prisma package was not run."""
    return any("prisma" in each.lower() for each in scene.blocked)


def prisma_host_did_not_answer(groups: Groups, scene: Scene) -> bool:
    """Prisma's own host was asked, by an install script or the build, and never reached; adds ``host``. Its install
    scripts go on without a word."""
    asked = [each for each in scene.hosts if each.host.lower().endswith(".prisma.sh")]
    if not asked or any(each.outcome == "reached" for each in asked):
        return False
    groups["host"] = asked[0].host
    return True


def some_script_was_blocked(groups: Groups, scene: Scene) -> bool:
    """An install script was not run; adds ``blocked``: the matched ``package`` if it is one of them, else at most
    three."""
    own = [each for each in scene.blocked if each.rpartition("@")[0] == groups.get("package")]
    groups["blocked"] = ", ".join((own or list(scene.blocked))[:3])
    return bool(scene.blocked)


FACTS: dict[str, Fact] = {
    "module-is-local": module_is_local,
    "package-is-declared": package_is_declared,
    "package-is-undeclared": package_is_undeclared,
    "file-differs-in-case": file_differs_in_case,
    "file-is-elsewhere": file_is_elsewhere,
    "file-is-ignored": file_is_ignored,
    "host-was-refused": host_was("refused"),
    "host-was-unreachable": host_was("unreachable"),
    "some-host-was-refused": some_host_was("refused"),
    "some-host-was-unreachable": some_host_was("unreachable"),
    "host-is-local": host_is_local,
    "every-host-answered": every_host_answered,
    "some-script-was-blocked": some_script_was_blocked,
    "prisma-script-was-blocked": prisma_script_was_blocked,
    "prisma-host-did-not-answer": prisma_host_did_not_answer,
}
