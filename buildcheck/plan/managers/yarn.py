"""Yarn 1: a frozen install with scripts off, then the same install again, offline and forced, which runs them all.

A second install of Yarn 1 runs the project's own scripts but builds only packages that it has just laid; ``--force``
makes it build every package in its usual order (``tests/plan/test_equivalence.py``), and wants the cache for that.
"""

from __future__ import annotations

from buildcheck.model.plan import Choice, ScriptPolicy
from buildcheck.model.value import At
from buildcheck.plan.install import Command, Install, Setup

_CACHE = "--cache-folder=node_modules/.buildcheck/yarn"
"""Within the installed tree: the home folder does not outlive a step. Relative to the install root."""


def script(name: str) -> tuple[str, ...]:
    """Give the command that runs the script ``name`` of the manifest in the working folder."""
    return ("yarn", "run", name)


def binary(name: str, *arguments: str) -> tuple[str, ...]:
    """Give the command that runs an installed binary, and never downloads one."""
    return ("yarn", "run", name, *arguments)


def install(setup: Setup) -> Install:
    """Plan Yarn 1's install."""
    frozen = ("--frozen-lockfile",) if setup.is_frozen else ()
    base = ("yarn", "install", *frozen, "--non-interactive", _CACHE)
    root = setup.project.install_root
    off = setup.setting("ignore-scripts", "install.ignore-scripts") == "true"
    scripts = Command(name="yarn install (scripts)", argv=(*base, "--offline", "--force"), cwd=root)
    return Install(
        fetch=(Command(name="yarn install", argv=(*base, "--ignore-scripts"), cwd=root),),
        scripts=() if off else (scripts,),
        frozen=_frozen(setup),
        policy=_policy(setup, off),
        # `yarnPath` is a program of the project; the version that it names is installed by us.
        environment={"YARN_IGNORE_PATH": "1"},
    )


def _frozen(setup: Setup) -> Choice:
    if setup.lockfile is None:
        return Choice(value="yarn install", reason="there is no lockfile: Yarn resolves the newest versions in range")
    reason = "installs exactly what the lockfile says, and fails when it would have to change it"
    return Choice(value="yarn install --frozen-lockfile", reason=reason, at=At(path=setup.lockfile.path))


def _policy(setup: Setup, off: bool) -> ScriptPolicy:
    if off:
        return ScriptPolicy(default="block", reason="`ignore-scripts` is set in the project's own configuration")
    version = setup.manager.version
    return ScriptPolicy(default="run", reason=f"Yarn {version} runs install scripts of every dependency")
