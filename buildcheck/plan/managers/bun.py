"""Bun: a frozen install with scripts off; where a trusted package may have scripts, a forced one, offline, that runs
them; else the same install again for the project's own scripts.

A second install of Bun runs the project's own scripts but never those of packages that lie there already, and
``bun pm trust`` refuses packages that are trusted; ``--force`` lays every package again, from the download cache, and
runs what an ordinary install runs (``tests/plan/test_equivalence.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from buildcheck.model.plan import Choice, ScriptPolicy
from buildcheck.model.value import At
from buildcheck.plan.install import Command, Install, Setup
from buildcheck.plan.ranges import satisfies

_CACHE_FOLDER = ".buildcheck"
_CACHE = f"--cache-dir={_CACHE_FOLDER}/bun"
"""Beside ``node_modules``, which Bun moves away when it finds a strange folder in it, so that packages are hard links
into it: the home folder is another file system. Relative to the install root."""


def script(name: str) -> tuple[str, ...]:
    """Give the command that runs the script ``name`` of the manifest in the working folder."""
    return ("bun", "run", name)


def binary(name: str, *arguments: str) -> tuple[str, ...]:
    """Give the command that runs an installed binary, and never downloads one."""
    return ("bunx", "--no-install", name, *arguments)


def install(setup: Setup) -> Install:
    """Plan Bun's install."""
    frozen = ("--frozen-lockfile",) if setup.is_frozen else ()
    base = ("bun", "install", *frozen)
    root = setup.project.install_root
    fetch = Command(name="bun install", argv=(*base, "--ignore-scripts", _CACHE), cwd=root)
    off = setup.setting("install.ignoreScripts", "ignore-scripts") == "true"
    scripts = () if off else tuple(_scripts(setup, base))
    # The tools that a build runs must not find the packages twice.
    remove = Command(name="remove the download cache", argv=("rm", "-rf", _CACHE_FOLDER), cwd=root)
    return Install(
        fetch=(fetch,) if scripts else (fetch, remove),
        scripts=(*scripts, remove) if scripts else (),
        frozen=_frozen(setup),
        policy=_policy(setup, off),
    )


def _frozen(setup: Setup) -> Choice:
    if setup.lockfile is None:
        return Choice(value="bun install", reason="there is no lockfile: Bun resolves the newest versions in range")
    reason = "installs exactly what the lockfile says, and fails when it would have to change it"
    return Choice(value="bun install --frozen-lockfile", reason=reason, at=At(path=setup.lockfile.path))


def _scripts(setup: Setup, base: tuple[str, ...]) -> Iterator[Command]:
    unknown = _is_unknown(setup)
    # A second install of Bun before 1.3 runs the root's scripts only, and leaves out those of workspace members.
    members = satisfies(setup.manager.version, "<1.3.0") and bool(setup.project.member_manifests)
    if unknown or _trusted(setup) or setup.has_project_scripts:
        force = ("--force",) if unknown or _trusted(setup) or members else ()
        argv = (*base, *force, _CACHE)
        yield Command(name="bun install (scripts)", argv=argv, cwd=setup.project.install_root)


def _is_unknown(setup: Setup) -> bool:
    """Whether nothing readable says what will be installed: no lockfile, or the binary one of older versions."""
    return setup.lockfile is None or setup.lockfile.packages is None


def _trusted(setup: Setup) -> tuple[str, ...]:
    """Name the trusted packages among the locked ones."""
    declared = _declared(setup)
    trusted = default_trusted() if declared is None else frozenset(declared)
    return tuple(each for each in setup.locked_names if each in trusted)


def _declared(setup: Setup) -> tuple[str, ...] | None:
    """Read ``trustedDependencies``; when it is there, even empty, Bun's own list does not count."""
    found = setup.project.root_manifest.raw.get("trustedDependencies")
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else None


@cache
def default_trusted() -> frozenset[str]:
    """Give the packages that Bun trusts by default."""
    text = files("buildcheck.plan").joinpath("bun-trusted.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _policy(setup: Setup, off: bool) -> ScriptPolicy:
    if off:
        return ScriptPolicy(default="block", reason="scripts are switched off in the project's own configuration")
    version, declared = setup.manager.version, _declared(setup)
    which = "`trustedDependencies` of package.json" if declared is not None else "its own list of trusted packages"
    reason = f"Bun {version} runs only the install scripts of packages in {which}"
    if declared is None:
        declared = tuple(sorted(default_trusted())) if _is_unknown(setup) else _trusted(setup)
    return ScriptPolicy(default="block", reason=reason, allowed=declared)
