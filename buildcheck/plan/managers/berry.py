"""Yarn 2 and later: an immutable install that skips the build step, then the same install, offline, for that step.

Yarn records what was built; the second install finds everything in place and builds what never was
(``tests/plan/test_equivalence.py``), in the ``node-modules`` and the ``pnp`` layout alike.
"""

from __future__ import annotations

from buildcheck.model.plan import Choice, ScriptPolicy
from buildcheck.model.value import At
from buildcheck.plan.install import Command, Install, Setup
from buildcheck.plan.ranges import satisfies

_ENVIRONMENT = {
    # `yarnPath` is a program of the project; the version that it names is installed by us.
    "YARN_IGNORE_PATH": "1",
    # The home folder does not outlive a step, and Plug'n'Play loads packages from the cache: it lies in the project.
    "YARN_ENABLE_GLOBAL_CACHE": "false",
    "YARN_ENABLE_MIRROR": "false",
    "YARN_ENABLE_TELEMETRY": "0",
}


def script(name: str) -> tuple[str, ...]:
    """Give the command that runs the script ``name`` of the manifest in the working folder."""
    return ("yarn", "run", name)


def binary(name: str, *arguments: str) -> tuple[str, ...]:
    """Give the command that runs an installed binary, and never downloads one."""
    return ("yarn", "run", name, *arguments)


def install(setup: Setup) -> Install:
    """Plan the install of Yarn 2 and later."""
    immutable = "--immutable" if setup.is_frozen else "--no-immutable"
    base = ("yarn", "install", immutable)
    root = setup.project.install_root
    plugins = any(each.key.partition(".")[0] == "plugins" for each in setup.project.settings)
    return Install(
        fetch=(Command(name="yarn install", argv=(*base, _skip_build(setup)), cwd=root),),
        scripts=(Command(name="yarn install (scripts)", argv=base, cwd=root),),
        frozen=_frozen(setup),
        policy=_policy(setup),
        environment=_ENVIRONMENT,
        unfit="Yarn plugins are code of the project that runs while packages are fetched" if plugins else None,
    )


def _skip_build(setup: Setup) -> str:
    return "--skip-builds" if setup.major < 3 else "--mode=skip-build"


def _frozen(setup: Setup) -> Choice:
    if setup.lockfile is None:
        return Choice(value="yarn install", reason="there is no lockfile: Yarn resolves the newest versions in range")
    reason = "installs exactly what the lockfile says, and fails when it would have to change it"
    return Choice(value="yarn install --immutable", reason=reason, at=At(path=setup.lockfile.path))


def _policy(setup: Setup) -> ScriptPolicy:
    """``enableScripts`` is on by default up to Yarn 4.13 and off since 4.14; it never stops workspaces' own scripts."""
    version, setting = setup.manager.version, setup.setting("enableScripts")
    runs = setting == "true" if setting is not None else satisfies(version, "<4.14.0")
    allowed, denied = _built(setup)
    reason = f"`enableScripts` is {setting} in the project" if setting else f"the default of Yarn {version}"
    return ScriptPolicy(default="run" if runs else "block", reason=reason, allowed=allowed, denied=denied)


def _built(setup: Setup) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read ``dependenciesMeta.<name>.built`` of the root manifest."""
    found = setup.project.root_manifest.raw.get("dependenciesMeta")
    meta = found if isinstance(found, dict) else {}
    said = {name: each.get("built") for name, each in meta.items() if isinstance(each, dict)}
    return (
        tuple(name for name, built in said.items() if built is True),
        tuple(name for name, built in said.items() if built is False),
    )
