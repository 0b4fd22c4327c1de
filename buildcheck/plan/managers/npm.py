"""npm: ``npm ci`` with scripts off, then what it left out: ``npm rebuild`` for the dependencies, then the root's own.

What ``npm ci`` runs, and in which order, was read off npm 10, 11 and 12 (``tests/plan/test_equivalence.py`` keeps it
true): the scripts of dependencies, those of workspace members, then the root's ``preinstall``, ``install``,
``postinstall``, ``prepublish`` and ``prepare`` with its neighbours. npm 12 runs the root's ``preinstall`` first.
``npm rebuild`` without names would run the root's scripts among the dependencies', so packages are named.
"""

from __future__ import annotations

from collections.abc import Iterator

from buildcheck.model.plan import Choice, ScriptPolicy
from buildcheck.model.project import LockedPackage
from buildcheck.model.value import At
from buildcheck.plan.install import Command, Install, Setup, on_linux

_QUIET = ("--no-audit", "--no-fund")
_NO_SCRIPTS = ("--ignore-scripts", "--script-shell=true")
"""npm up to 10 runs the ``prepare`` of workspace members in spite of ``--ignore-scripts``; with ``true`` for a shell,
whatever it starts does nothing."""
_ENVIRONMENT = {"npm_config_fetch_retry_mintimeout": "1000", "npm_config_fetch_retry_maxtimeout": "5000"}
"""Milliseconds between npm's own tries (10 s to 60 s by default): a step that failed for a registry is run again
anyway, and a registry out of reach must not take minutes to be named."""
_INSTALL_EVENTS = ("preinstall", "install", "postinstall")
_MEMBER_EVENTS = (*_INSTALL_EVENTS, "prepare")


def script(name: str) -> tuple[str, ...]:
    """Give the command that runs the script ``name`` of the manifest in the working folder."""
    return ("npm", "run", name)


def binary(name: str, *arguments: str) -> tuple[str, ...]:
    """Give the command that runs an installed binary, and never downloads one."""
    return ("npm", "exec", "--no", "--", name, *arguments)


def install(setup: Setup) -> Install:
    """Plan npm's install."""
    verb = "ci" if setup.is_frozen else "install"
    fetch = Command(name=f"npm {verb}", argv=("npm", verb, *_NO_SCRIPTS, *_QUIET), cwd=setup.project.install_root)
    off = setup.setting("ignore-scripts") == "true"
    return Install(
        fetch=(fetch,),
        scripts=() if off else tuple(_scripts(setup)),
        frozen=_frozen(setup),
        policy=_policy(setup, off),
        environment=_ENVIRONMENT,
    )


def _frozen(setup: Setup) -> Choice:
    if setup.lockfile is None:
        return Choice(value="npm install", reason="there is no lockfile: npm resolves the newest versions in range")
    reason = "installs exactly what the lockfile says, and fails when the manifest disagrees with it"
    return Choice(value="npm ci", reason=reason, at=At(path=setup.lockfile.path))


def _scripts(setup: Setup) -> Iterator[Command]:
    root = setup.project.root_manifest.scripts
    if _rebuilt_with_root(setup):
        root = {name: text for name, text in root.items() if name not in _INSTALL_EVENTS}
    early = setup.major >= 12 and "preinstall" in root and "install" not in root
    if early:
        yield _root(setup, "preinstall")
    yield from _rebuild(setup)
    for event in _root_events(root):
        if not (early and event == "preinstall"):
            yield _root(setup, event)


def _rebuilt_with_root(setup: Setup) -> bool:
    """Tell whether the packages are unknown, so that a bare ``npm rebuild`` also runs the root's install scripts."""
    return setup.lockfile is None or not setup.lockfile.packages


def _root_events(scripts: dict[str, str]) -> Iterator[str]:
    """Name what to run so that each event runs once: ``npm run install`` runs ``preinstall`` and ``postinstall``
    around it by itself, and ``npm run prepare`` its own neighbours."""
    for event, before, after in (("install", "preinstall", "postinstall"), ("prepare", "preprepare", "postprepare")):
        if event == "prepare" and "prepublish" in scripts:
            yield "prepublish"
        if event in scripts:
            yield event
        else:
            yield from (each for each in (before, after) if each in scripts)


def _root(setup: Setup, event: str) -> Command:
    return Command(name=f"npm run {event}", argv=("npm", "run", event), cwd=setup.project.install_root)


def _rebuild(setup: Setup) -> Iterator[Command]:
    if _rebuilt_with_root(setup) or setup.lockfile is None or setup.lockfile.format == "1":
        yield _rebuild_unrecorded(setup)
        return
    wanting = [each for each in setup.lockfile.packages or () if each.wants_scripts and on_linux(each)]
    required = [_folder_name(each) for each in wanting if not each.optional]
    names = tuple(dict.fromkeys((*required, *_members_with_scripts(setup))))
    if names:
        yield _rebuild_of(setup, names)
    # npm drops an optional dependency whose script fails and goes on; `npm rebuild` would stop at it.
    for name in dict.fromkeys(_folder_name(each) for each in wanting if each.optional):
        if name not in names:
            yield _rebuild_of(setup, (name,), may_fail=True)


def _rebuild_of(setup: Setup, names: tuple[str, ...], *, may_fail: bool = False) -> Command:
    label = "npm rebuild" if not may_fail else f"npm rebuild {names[0]}"
    argv = ("npm", "rebuild", *names)
    return Command(name=label, argv=argv, cwd=setup.project.install_root, may_fail=may_fail)


def _rebuild_unrecorded(setup: Setup) -> Command:
    """Nothing records which packages have install scripts: name them all when the root has scripts of its own, which a
    bare ``npm rebuild`` would run too."""
    root = setup.project.root_manifest.scripts
    packages = (setup.lockfile.packages if setup.lockfile else None) or ()
    if root.keys().isdisjoint(_INSTALL_EVENTS) or not packages:
        return _rebuild_of(setup, ())
    return _rebuild_of(setup, tuple(dict.fromkeys(map(_folder_name, packages))))


def _folder_name(package: LockedPackage) -> str:
    """Give the name under which npm knows an installed package: that of its folder, which an alias changes."""
    inside = (package.path or "").rpartition("node_modules/")[2] if "node_modules/" in (package.path or "") else ""
    return inside or package.name


def _members_with_scripts(setup: Setup) -> Iterator[str]:
    for manifest in setup.project.member_manifests:
        if manifest.name and any(event in manifest.scripts for event in _MEMBER_EVENTS):
            yield manifest.name


def _policy(setup: Setup, off: bool) -> ScriptPolicy:
    version = setup.manager.version
    if off:
        return ScriptPolicy(default="block", reason="`ignore-scripts` is set in the project's .npmrc")
    if setup.major < 12:
        return ScriptPolicy(default="run", reason=f"npm {version} runs install scripts of every dependency")
    said = setup.project.root_manifest.raw.get("allowScripts")
    rules = said if isinstance(said, dict) else {}
    return ScriptPolicy(
        default="block",
        reason=f"npm {version} runs only the install scripts that `allowScripts` in package.json names",
        allowed=tuple(name for name, allowed in rules.items() if allowed is True),
        denied=tuple(name for name, allowed in rules.items() if allowed is False),
    )
