"""What surrounds the project: folders above it, the platform, memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.differences.sides import Sides
from buildcheck.model.difference import Difference, DifferenceWeight
from buildcheck.model.machine import Outside

_POSTCSS = re.compile(r"postcss\.config\.(?:[cm]?js|json)|\.postcssrc\.js(?:on)?")
_FOUND_BY = {
    "node_modules": "Packages there are found when the project lacks them.",
    "types": "TypeScript finds these types from inside the project.",
    "lockfile": "Next.js may take that folder for the root of the workspace.",
    "manifest": "Tools that look for the nearest package.json may find it.",
    "workspace": "Package managers may take the project for a member of that workspace.",
    "tsconfig": "Tools find it where the project has none of its own.",
    "config": "The tool takes it where the project has none of its own.",
    "env": "Frameworks read env files of the app's folder alone.",
    "settings": "Yarn reads the settings of all folders above.",
}


def outside_differences(sides: Sides) -> Iterator[Difference]:
    """Give one for each thing above the source. Packages that are used from there are told as packages."""
    for each in sides.machine.outside:
        yield Difference(
            kind="outside",
            weight=_weight(each, sides),
            subject=each.path,
            here=f"{each.path} lies {_folders(each.levels)} above the source.",
            clean="There is nothing above the source.",
            consequence=_FOUND_BY[each.kind],
            close=None,
        )


def _weight(found: Outside, sides: Sides) -> DifferenceWeight:
    if found.kind == "workspace" or (found.kind == "lockfile" and not sides.project.lockfiles):
        return "may-break"
    if found.kind == "config":
        return "changes" if _is_postcss_of_next(found, sides) else "harmless"
    if found.kind == "settings":
        of_yarn = found.path.rpartition("/")[2].startswith(".yarnrc")
        return "may-break" if of_yarn and sides.plan.manager.name == "yarn" else "harmless"
    if found.kind == "lockfile" and sides.project.framework is not None and sides.project.framework.name == "next":
        return "harmless" if _was_passed_over(found, sides) else "changes"
    return "harmless"


def _is_postcss_of_next(found: Outside, sides: Sides) -> bool:
    """Next takes the nearest configuration of PostCSS in all folders above (next@15.5 ``dist/lib/find-config.js``)."""
    project = sides.project
    is_next = project.framework is not None and project.framework.name == "next"
    own = any(_POSTCSS.fullmatch(each.path.rpartition("/")[2]) for each in project.source.entries)
    is_meant = _POSTCSS.fullmatch(found.path.rpartition("/")[2]) is not None
    return is_next and is_meant and not own and not _was_passed_over(found, sides)


def _folders(levels: int) -> str:
    return "in the folder" if levels == 1 else f"{levels} folders"


def _was_passed_over(found: Outside, sides: Sides) -> bool:
    """Whether a build that was observed came to a good end and asked for it in no JavaScript."""
    used = sides.machine.used
    return used is not None and used.complete and all(each.path != found.path for each in used.files)


def platform_differences(sides: Sides) -> Iterator[Difference]:
    """Give those of the system. The container is Linux with glibc, on the processor of the engine's machine."""
    system = sides.machine.system
    if system.os != "linux":
        yield _platform("os", f"{system.release or system.os}.", "Linux.", "Compiled packages are those for Linux.")
    if system.libc is not None and system.libc.name != "glibc":
        yield _platform("libc", f"{system.libc.name}.", "glibc.", "Compiled packages are those for glibc.")
    if system.case_sensitive is False:
        yield _platform("file names", "Case does not matter.", "It does.", "Imports must be spelt as the files are.")
    zone = sides.plan.environment.get("TZ")
    if zone and system.time_zone and system.time_zone.removeprefix("Etc/") != zone:
        yield _platform("time zone", f"{system.time_zone}.", f"{zone}.", "Prerendered dates may differ.")
    limit = sides.plan.limits.memory
    if system.memory is not None and system.memory > limit:
        yield _memory(sides, system.memory, limit)


def _platform(subject: str, here: str, clean: str, consequence: str) -> Difference:
    weight: DifferenceWeight = "harmless" if subject == "time zone" else "changes"
    return Difference(kind="platform", weight=weight, subject=subject, here=here, clean=clean, consequence=consequence)


def _memory(sides: Sides, here: int, limit: int) -> Difference:
    failed = sides.build.failed if sides.build is not None else None
    ended = failed is not None and failed.outcome == "out-of-memory"
    return Difference(
        kind="toolchain",
        weight="breaks" if ended else "harmless",
        subject="memory",
        here=f"{here / 1024**3:.1f} GB.",
        clean=f"{limit / 1024**3:.1f} GB.",
        consequence="The build ran out of memory." if ended else "Hosts give no more either.",
        close="Give the build more memory with --memory, or have it use less." if ended else None,
    )
