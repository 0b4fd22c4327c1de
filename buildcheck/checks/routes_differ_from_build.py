"""See the docstring of the check."""

from collections.abc import Iterable, Iterator

from buildcheck.model.built_app import BUILT_IN
from buildcheck.model.check import Evidence, check
from buildcheck.model.report import Hit

_SHOWN = 5


@check("info", needs="build")
def routes_differ_from_build(evidence: Evidence) -> Iterator[Hit]:
    """Next.js built other routes than the files promise.

    buildcheck reads from the files which addresses Next.js will make of them. The manifests of the real build say
    which ones it made, and they are right: `buildcheck verify` compares the two.

    ## Why it matters

    Either a step of the build writes or removes pages, so that nobody can tell from the repository what will be
    served; or buildcheck reads a rule of Next.js wrongly, and its other findings about these addresses may be wrong
    too. The build itself is not affected.

    ## How to fix

    If a script writes pages, this is as it should be. If none does, nothing has to change in the project: report the
    files and the version of Next.js, so that buildcheck can be corrected.
    """
    app, built = evidence.survey.next, evidence.build.app if evidence.build else None
    if app is None or built is None or app.page_extensions is None:
        return
    expected = {each.url for each in app.routes if each.kind != "special" and each.url not in BUILT_IN}
    made = {each.url for each in built.routes}
    if expected == made:
        return
    parts = []
    if made - expected:
        parts.append(f"built {_listed(made - expected)}, which no file that buildcheck read stands for")
    if expected - made:
        parts.append(f"did not build {_listed(expected - made)}")
    yield Hit(
        message=f"{app.name} {' and '.join(parts)}. What was built counts; findings about these addresses may be wrong",
        fix="If no script of the build writes or removes pages, report this: buildcheck reads the files otherwise than "
        "Next.js does.",
    )


def _listed(urls: Iterable[str]) -> str:
    names = sorted(urls)
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(f"`{each}`" for each in names[:_SHOWN]) + more
