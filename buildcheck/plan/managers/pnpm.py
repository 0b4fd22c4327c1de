"""pnpm: a frozen install with scripts off, ``pnpm rebuild`` for the dependencies, a second install for the project.

Read off pnpm 7 to 12 (``tests/plan/test_equivalence.py`` keeps it true). After an install with scripts off, a second
install runs the scripts of the projects but not those of dependencies; ``pnpm rebuild`` without names runs the
projects' too, and ``prepublish`` with them. Both keep to pnpm's own policy of blocked packages, and the second
install of pnpm 11 and later ends with ``ERR_PNPM_IGNORED_BUILDS`` where an ordinary one does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from buildcheck.model.plan import Choice, ScriptPolicy
from buildcheck.model.project import LockedPackage
from buildcheck.model.value import At
from buildcheck.plan.install import Command, Install, Setup, on_linux

_STORE = "--store-dir=node_modules/.buildcheck/store"
"""Within the installed tree, so that packages are hard links into it: the home folder is another file system. Relative
to the install root; its name begins with a dot, which pnpm does not clean away."""


def script(name: str) -> tuple[str, ...]:
    """Give the command that runs the script ``name`` of the manifest in the working folder."""
    return ("pnpm", "run", name)


def binary(name: str, *arguments: str) -> tuple[str, ...]:
    """Give the command that runs an installed binary, and never downloads one."""
    return ("pnpm", "exec", name, *arguments)


def install(setup: Setup) -> Install:
    """Plan pnpm's install."""
    frozen = "--frozen-lockfile" if setup.is_frozen else "--no-frozen-lockfile"
    fetch = Command(
        name="pnpm install",
        argv=("pnpm", "install", frozen, "--ignore-scripts", _STORE),
        cwd=setup.project.install_root,
    )
    off = setup.setting("ignore-scripts", "ignoreScripts") == "true"
    return Install(
        fetch=(fetch,),
        scripts=() if off else tuple(_scripts(setup)),
        frozen=_frozen(setup),
        policy=_policy(setup, off),
        environment=_environment(),
        unfit=_unfit(setup),
    )


def _environment() -> dict[str, str]:
    """Keep pnpm from replacing itself by another version, and from installing again before each script, which pnpm 11
    does when times of files differ. pnpm 11 and later reads ``pnpm_config_``, the others ``npm_config_``."""
    return {
        "pnpm_config_pm_on_fail": "ignore",
        **_switched_off(),
    }


def _switched_off() -> dict[str, str]:
    return {
        f"{prefix}_config_{key}": "false"
        for prefix in ("npm", "pnpm")
        for key in ("manage_package_manager_versions", "package_manager_strict", "verify_deps_before_run")
    }


def _frozen(setup: Setup) -> Choice:
    if setup.lockfile is None:
        return Choice(value="pnpm install", reason="there is no lockfile: pnpm resolves the newest versions in range")
    reason = "installs exactly what the lockfile says, and fails when a manifest disagrees with it"
    return Choice(value="pnpm install --frozen-lockfile", reason=reason, at=At(path=setup.lockfile.path))


def _scripts(setup: Setup) -> Iterator[Command]:
    packages = (setup.lockfile.packages if setup.lockfile else None) or ()
    if setup.has_project_scripts and not packages:
        # Nothing can be named, and a second install would run the project's scripts again.
        yield _rebuild(setup, ("--pending",))
        return
    wanting = _wanting(setup, packages)
    if wanting or not packages:
        # Named, the project's own scripts are left for the second install; without any, "all that is pending" will do.
        named = setup.has_project_scripts or setup.major >= 12
        yield _rebuild(setup, wanting if named and wanting else ("--pending",))
    strict = setup.major >= 11 or setup.setting("strictDepBuilds", "strict-dep-builds") == "true"
    if setup.has_project_scripts or strict:
        yield _second_install(setup)


def _wanting(setup: Setup, packages: Sequence[LockedPackage]) -> tuple[str, ...]:
    """Name the packages that may have install scripts: formats up to 6 record which do, later ones do not.

    ``pnpm rebuild`` of pnpm 12 ends the run at a blocked package, before the project's scripts have run, so that only
    those that may run are named for it.
    """
    names = dict.fromkeys(each.name for each in packages if each.wants_scripts is not False and on_linux(each))
    if setup.major < 12 or _allows_all(setup):
        return tuple(names)
    allowed, _ = _declared(setup)
    return tuple(each for each in names if any(_is_named(each, rule) for rule in allowed))


def _is_named(name: str, rule: str) -> bool:
    """Tell whether a rule (``name`` or ``name@versions``) is about the package ``name``."""
    return rule == name or rule.startswith(f"{name}@")


def _rebuild(setup: Setup, what: tuple[str, ...]) -> Command:
    # pnpm 12 asks the registry about every package unless told not to.
    offline = ("--offline", "--frozen-lockfile", "--trust-lockfile") if setup.major >= 12 else ()
    argv = ("pnpm", "rebuild", *what, *offline, _STORE)
    return Command(name="pnpm rebuild", argv=argv, cwd=setup.project.install_root)


def _second_install(setup: Setup) -> Command:
    """``optimistic-repeat-install`` would find nothing to do, and the lockfile was verified against the registry by the
    fetch phase, as far as pnpm's supply-chain policies ask for it."""
    trust = ("--config.optimistic-repeat-install=false", "--trust-lockfile") if setup.major >= 11 else ()
    frozen = "--frozen-lockfile" if setup.is_frozen or setup.major < 11 else "--no-frozen-lockfile"
    argv = ("pnpm", "install", "--offline", frozen, *trust, _STORE)
    return Command(name="pnpm install (scripts)", argv=argv, cwd=setup.project.install_root)


def _unfit(setup: Setup) -> str | None:
    named = setup.setting("pnpmfile", "global-pnpmfile")
    files = {entry.path.rpartition("/")[2] for entry in setup.project.source.entries}
    if named or files & {".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"}:
        return "`.pnpmfile` is code of the project that runs while packages are fetched"
    return None


def _policy(setup: Setup, off: bool) -> ScriptPolicy:
    version = setup.manager.version
    if off:
        return ScriptPolicy(default="block", reason="`ignore-scripts` is set in the project's own configuration")
    allowed, denied = _declared(setup)
    if setup.major < 10 or _allows_all(setup):
        only = setup.major < 10 and bool(allowed)
        reason = "only packages in `onlyBuiltDependencies` run" if only else f"pnpm {version} runs them all"
        return ScriptPolicy(default="block" if only else "run", reason=reason, allowed=allowed, denied=denied)
    key = "allowBuilds" if setup.major >= 11 else "onlyBuiltDependencies"
    reason = f"pnpm {version} runs only the install scripts that `{key}` names"
    return ScriptPolicy(default="block", reason=reason, allowed=allowed, denied=denied)


def _allows_all(setup: Setup) -> bool:
    return setup.setting("dangerouslyAllowAllBuilds", "dangerously-allow-all-builds") == "true"


def _declared(setup: Setup) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the lists of allowed and denied packages, from pnpm-workspace.yaml and (before pnpm 11) package.json."""
    pnpm = setup.project.root_manifest.raw.get("pnpm")
    own = pnpm if isinstance(pnpm, dict) and setup.major < 11 else {}

    def listed(*keys: str) -> tuple[str, ...]:
        inside = [each for key in keys for each in own.get(key) or () if isinstance(each, str)]
        return (*setup.settings(*keys), *inside)

    rules = [
        (each.key.removeprefix("allowBuilds."), each.value)
        for each in setup.project.settings
        if each.key.startswith("allowBuilds.")
    ]
    allowed = listed("onlyBuiltDependencies") if setup.major < 11 else ()
    denied = listed("neverBuiltDependencies", "ignoredBuiltDependencies") if setup.major < 11 else ()
    return (
        (*allowed, *(name for name, value in rules if value == "true")),
        (*denied, *(name for name, value in rules if value == "false")),
    )
