"""Reports options of the Next configuration with which the version in use refuses to build."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

REFUSED: dict[tuple[str, ...], tuple[tuple[int, int], str]] = {
    ("target",): ((13, 0), 'Remove it; for a server build in an image use `output: "standalone"`.'),
    ("experimental", "ppr"): ((16, 0), "Remove it; `cacheComponents: true` takes its place."),
    ("experimental", "dynamicIO"): ((16, 3), "Rename it to `cacheComponents`, outside of `experimental`."),
    ("experimental", "turbopackPersistentCaching"): ((16, 0), "Rename it to `turbopackFileSystemCacheForDev`."),
    ("experimental", "turbopackPersistentCachingForDev"): ((16, 0), "Rename it to `turbopackFileSystemCacheForDev`."),
    ("experimental", "turbopackPersistentCachingForBuild"): (
        (16, 0),
        "Rename it to `turbopackFileSystemCacheForBuild`.",
    ),
}
"""Option -> since when it is refused (`server/config`: each throws), and what to do."""


@check("error")
def config_option_refused(evidence: Evidence) -> Iterable[Hit]:
    """The Next configuration holds an option with which this version of Next does not build.

    Most options that are gone are only warned of. These end the build: `target` since 13.0, `experimental.ppr` and
    `experimental.turbopackPersistentCaching…` since 16.0, `experimental.dynamicIO` since 16.3.

    ## Why it matters

    The build ends as it reads the configuration, with whichever bundler.

    ## How to fix

    Remove the option, and use what took its place.
    """
    app = evidence.survey.next
    if app is None:
        return
    for keys, (since, fix) in REFUSED.items():
        answer = app.option(*keys)
        if not app.at_least(*since) or answer.value in (None, False):
            continue
        yield Hit(
            message=f"{app.name} refuses `{'.'.join(keys)}` and ends the build",
            at=answer.at,
            fix=fix,
            docs="https://nextjs.org/docs/app/guides/upgrading",
            predicts="build",
            anchor=".".join(keys),
        )
