"""Reports an environment that was handed on as a whole to what a browser can fetch."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.environment import Leak
from buildcheck.model.exposed import place
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error", needs="build")
def environment_dumped(evidence: Evidence) -> Iterable[Hit]:
    """The whole environment of the build is in a file that a browser can fetch.

    Beside the variables of the project, the build was given some that machines often have and that the project never
    mentions (`AWS_SECRET_ACCESS_KEY`, `GITHUB_TOKEN` …), with made values. They were found in what a browser can fetch,
    so something hands on whatever there is.

    ## Why it matters

    On a build machine the environment holds the keys of the host, of the registry and of the cloud. All of them are
    published with the app.

    ## How to fix

    Hand on single variables by name. With Vite, give `loadEnv` a prefix, and don't put what it returns into `define`;
    in a page, don't pass `process.env` to a component.

    Sources: Vite, `loadEnv` (with an empty prefix it returns all variables, those of the process as well);
    vitejs/vite#16686.
    """
    build = evidence.build
    dumped: dict[At | None, list[Leak]] = {}
    for leak in (build.leaks if build is not None else None) or ():
        if leak.decoy or leak.road == "environment-dump":
            dumped.setdefault(leak.via, []).append(leak)
    for via, leaks in dumped.items():
        decoys = tuple(dict.fromkeys(each.variable for each in leaks if each.decoy))
        own = tuple(dict.fromkeys(each.variable for each in leaks if not each.decoy))
        first = next((each for each in leaks if each.decoy), leaks[0])
        yield Hit(
            message=(
                f"The whole environment is in {place(first)}: {named(decoys)}, which the project never mentions, "
                f"can be read there{f', and so can its own {named(own)}' if own else ''}"
            ),
            at=via,
            fix="Hand on single variables by name, and none that is secret.",
            docs="https://vite.dev/config/shared-options#define" if evidence.survey.next is None else None,
            anchor=f"environment {via.path if via else ''}",
        )


def named(names: tuple[str, ...]) -> str:
    """Name up to four variables."""
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
