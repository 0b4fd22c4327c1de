"""Places that install without devDependencies and build afterwards: Dockerfiles, settings of npm, settings of hosts.

Which manager leaves them out, and when: npm and Yarn 1 where ``NODE_ENV`` is ``production``, pnpm until 9 (observed
with 9 and 10), Yarn 2 and later and Bun never by that variable (observed with 4.18 and 1.4); all by their own options.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from buildcheck.model.dependencies import ProductionInstall
from buildcheck.model.deployment import Deployment, Instruction
from buildcheck.model.invocation import Invocation
from buildcheck.model.project import ManagerName, Project
from buildcheck.model.value import At
from buildcheck.survey.invocations import invocations

_INSTALLS = frozenset({"ci", "install", "i", "clean-install", "ic"})
_MANAGERS = frozenset({"npm", "pnpm", "yarn", "bun"})
_BUILDERS = frozenset({"next", "vite", "tsc", "react-scripts"})
_OPTIONS = ("--omit", "--only", "--production", "--prod", "-P", "--include", "--dev")
_SETTINGS = {"omit": ("dev",), "only": ("prod", "production"), "production": ("true",)}
_COMMAND_KEYS = ("installCommand", "build.command", "buildCommand")


def production_installs(
    project: Project, deployments: tuple[Deployment, ...], manager: ManagerName, version: str
) -> tuple[ProductionInstall, ...]:
    """Give those places; ``manager`` and ``version`` are those of the plan."""
    major = int(version.partition(".")[0]) if version.partition(".")[0].isdigit() else 0
    by_variable = manager == "npm" or (manager == "yarn" and major < 2) or (manager == "pnpm" and major < 10)
    return (
        *_of_settings(project, manager),
        *(each for made in deployments for each in _of_image(made, by_variable=by_variable)),
        *(each for made in deployments for each in _of_host(made, by_variable=by_variable)),
    )


def _of_settings(project: Project, manager: ManagerName) -> Iterator[ProductionInstall]:
    for each in project.settings:
        if manager in ("npm", "pnpm") and each.file.endswith(".npmrc") and each.value in _SETTINGS.get(each.key, ()):
            yield ProductionInstall(at=each.at, because=f"{each.key}={each.value}")


def _of_image(made: Deployment, *, by_variable: bool) -> Iterator[ProductionInstall]:
    """Look at each build of a Dockerfile, and at the last install whose packages it sees."""
    seen: set[str] = set()
    for line in made.instructions:
        builds = next((each for each in line.commands if line.name == "RUN" and _is_build(each)), None)
        if builds is None or line.stage in seen:
            continue
        seen.add(line.stage)
        found = [each for each in (*_before(made, line), line) if each.name == "RUN" and _installs(each)]
        because = _left_out(made, found[-1], by_variable=by_variable) if found else None
        if because is not None:
            yield ProductionInstall(at=found[-1].at, because=because, builds=line.at)


def _before(made: Deployment, line: Instruction) -> tuple[Instruction, ...]:
    """Give what was done before ``line``, in the stages that its installed packages were copied from as well."""
    history = made.history(line)
    copied: list[Instruction] = []
    for each in history:
        origin = each.flags.get("from")
        if each.name == "COPY" and origin and any("node_modules" in word for word in each.words):
            copied += [other for other in made.instructions if other.stage == origin]
    return (*copied, *history)


def _installs(line: Instruction) -> tuple[Invocation, ...]:
    return tuple(each for each in line.commands if _is_install(each))


def _is_install(command: Invocation) -> bool:
    words = [each for each in command.words[1:] if not each.startswith("-")]
    if command.tool not in _MANAGERS or "--global" in command.words or "-g" in command.words:
        return False
    return words[0] in _INSTALLS and len(words) == 1 if words else command.tool == "yarn"


def _is_build(command: Invocation) -> bool:
    words = command.words[1:]
    if command.tool in _BUILDERS:
        return command.tool != "next" or words[:1] == ("build",)
    return command.tool in _MANAGERS and "build" in words


def _left_out(made: Deployment, line: Instruction, *, by_variable: bool) -> str | None:
    """Say why an install leaves devDependencies out; ``None`` where it does not."""
    set_before = {
        name: value for each in made.history(line) if each.name in ("ENV", "ARG") for name, value in each.pairs()
    }
    commands = _installs(line)
    found = [_of_command(each, set_before, by_variable=by_variable) for each in commands]
    return found[-1] if found else None


def _of_command(command: Invocation, variables: Mapping[str, str | None], *, by_variable: bool) -> str | None:
    asked = _of_options(command)
    if asked is not None:
        return asked or None
    known = {**variables, **command.env}
    if (known.get("NODE_ENV") or "").lower() == "production" and by_variable:
        return "NODE_ENV=production"
    for name, value in (("NPM_CONFIG_PRODUCTION", "true"), ("NPM_CONFIG_OMIT", "dev"), ("YARN_PRODUCTION", "true")):
        if (known.get(name) or known.get(name.lower()) or "").lower() == value:
            return f"{name}={value}"
    return None


def _of_options(command: Invocation) -> str | None:
    """Give the option that leaves them out, an empty text where one asks for them, ``None`` where nothing is said."""
    values = {name: command.flag(name) for name in _OPTIONS}
    if values["--include"] == "dev" or values["--production"] == "false" or values["--prod"] == "false":
        return ""
    if values["--omit"] == "dev":
        return "--omit=dev"
    if (values["--only"] or "").startswith("prod"):
        return f"--only={values['--only']}"
    return next((name for name in ("--production", "--prod", "-P") if values[name] is not None), None)


def _of_host(made: Deployment, *, by_variable: bool) -> Iterator[ProductionInstall]:
    """Look at the commands and variables that a host's file sets."""
    if made.kind == "netlify":
        setting = made.get("build.environment.NODE_ENV")
        flags = made.get("build.environment.NPM_FLAGS")
        if setting is not None and setting.value == "production" and by_variable:
            yield ProductionInstall(at=setting.at, because="NODE_ENV=production", builds=_place(made))
        elif flags is not None and ("--omit=dev" in flags.value or "--production" in flags.value.split()):
            yield ProductionInstall(at=flags.at, because=f"NPM_FLAGS={flags.value}", builds=_place(made))
    for key in _COMMAND_KEYS:
        setting = made.get(key)
        found = [each for each in invocations(setting.value) if _is_install(each)] if setting is not None else []
        because = _of_command(found[-1], {}, by_variable=by_variable) if found else None
        if setting is not None and because is not None:
            yield ProductionInstall(at=setting.at, because=because, builds=_place(made))


def _place(made: Deployment) -> At:
    return At(path=made.path)
