"""What a clean build lacks -> the steps that bring it into the sandbox: packages from the registry, and env files with
made values.

A global package goes into a folder of its own whose programs later steps find, as ``npm install --global`` lays it out.
A package that lies undeclared in ``node_modules``, or above the source, goes into another folder, and a link in
``node_modules`` leads there: Node resolves what it requires from its real place, whose folders above end in the same
``node_modules``. Nothing that the lockfile installed is moved, so the installed tree of the clean build is used again.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from buildcheck.model.explanation import ExtraPackage
from buildcheck.model.plan import Plan, Step

OWN = "explain: "
"""How the names of such steps begin."""
FOLDER = ".buildcheck-added"
GLOBAL = f"{FOLDER}/global"
TREE = f"{FOLDER}/tree"
_QUIET = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
# What the tree holds already is left alone: a second version of a peer would be a fault of the experiment's own.
_BESIDE = ("--no-save", "--no-package-lock", "--legacy-peer-deps")
_LINK = """set -e
for name in "$@"; do
  mkdir -p "node_modules/$(dirname "$name")"
  rm -rf "node_modules/$name"
  ln -s "$PWD/{tree}/node_modules/$name" "node_modules/$name"
done
mkdir -p node_modules/.bin
for program in {tree}/node_modules/.bin/*; do
  name="node_modules/.bin/$(basename "$program")"
  if [ -e "$program" ] && [ ! -e "$name" ]; then ln -sf "$PWD/$program" "$name"; fi
done"""

_WRITE = 'to=$1; shift; for name in "$@"; do printf "%s=\'%s\'\\n" "$name" "$(printenv "$name")"; done > "$to"'


def with_packages(plan: Plan, packages: Sequence[ExtraPackage]) -> tuple[tuple[Step, ...], dict[str, ExtraPackage]]:
    """Give the steps of ``plan`` with those that bring ``packages``, and by the names of these what each brings."""
    if not packages:
        return plan.steps, {}
    seconds = max(each.timeout_seconds for each in plan.steps)
    bringing = {f"{OWN}add {_spec(each)}": each for each in packages}
    adding = [_install(name, each, plan, seconds) for name, each in bringing.items()]
    laid = [each.name for each in packages if each.place != "global"]
    link = (_link(laid, plan, seconds),) if laid else ()
    fetched = [each for each in plan.steps if each.phase == "fetch"]
    scripts = [_on_path(each, plan) for each in plan.steps if each.phase == "scripts"]
    rest = [_on_path(each, plan) for each in plan.steps if each.phase not in ("fetch", "scripts")]
    # A manager may clear away what it did not lay when it comes by a second time.
    again = link if scripts else ()
    return (*fetched, *adding, *link, *scripts, *again, *rest), bringing


def with_env_files(plan: Plan, files: Mapping[str, Sequence[str]]) -> Iterator[Step]:
    """Give the steps of ``plan`` with those that write env files, by path, out of the variables of the run."""
    written = False
    for step in plan.steps:
        if step.phase != "fetch" and not written:
            written = True
            for path, names in files.items():
                argv = ("sh", "-c", _WRITE, "sh", path, *names)
                seconds = step.timeout_seconds
                yield Step(phase="scripts", name=f"{OWN}write {path}", argv=argv, cwd=".", timeout_seconds=seconds)
        yield step


def _spec(package: ExtraPackage) -> str:
    return f"{package.name}@{package.version or 'latest'}"


def _install(name: str, package: ExtraPackage, plan: Plan, seconds: int) -> Step:
    where = ("--global", f"--prefix={GLOBAL}") if package.place == "global" else (f"--prefix={TREE}", *_BESIDE)
    # The project's own settings say which registry has it.
    argv = ("npm", "install", *where, "--userconfig=.npmrc", *_QUIET, "--", _spec(package))
    return Step(phase="scripts", name=name, argv=argv, cwd=plan.install_root, timeout_seconds=seconds)


def _link(names: Sequence[str], plan: Plan, seconds: int) -> Step:
    program = _LINK.format(tree=shlex.quote(TREE))
    argv = ("sh", "-c", program, "sh", *names)
    return Step(
        phase="scripts", name=f"{OWN}link what was added", argv=argv, cwd=plan.install_root, timeout_seconds=seconds
    )


def _on_path(step: Step, plan: Plan) -> Step:
    folder = f"{GLOBAL}/bin" if plan.install_root == "." else f"{plan.install_root}/{GLOBAL}/bin"
    return replace(step, path=(folder,))
