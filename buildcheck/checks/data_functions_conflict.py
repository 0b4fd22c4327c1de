"""Finds pages whose data functions contradict each other."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Module
from buildcheck.model.report import Hit
from buildcheck.model.value import At


@check("error")
def data_functions_conflict(evidence: Evidence) -> Iterable[Hit]:
    """A page of the pages router exports data functions that exclude each other.

    `getServerSideProps` runs for every request, `getStaticProps` once while the app is built. `getStaticPaths` lists
    the paths of a page with a dynamic part in its name, and belongs to `getStaticProps`.

    ## Why it matters

    `next build` refuses such a page (lib/constants.ts and build/utils.ts, 12 to 16.4): "You can not use getStaticProps
    or getStaticPaths with getServerSideProps", "getStaticPaths can only be used with dynamic pages", "getStaticPaths is
    required for dynamic SSG pages".

    ## How to fix

    Keep `getServerSideProps` alone, or `getStaticProps` with `getStaticPaths` where the name has a part in brackets.
    """
    survey = evidence.survey
    for route in survey.next.routes if survey.next is not None else ():
        module = survey.modules.get(route.path)
        if route.router != "pages" or route.kind != "page" or module is None or module.error is not None:
            continue
        wrong = _wrong(module, dynamic="[" in route.url)
        if wrong is not None:
            name, reason, fix = wrong
            export = module.export(name)
            yield Hit(
                message=f"{reason}: `next build` refuses the page {route.url}",
                at=At(path=route.path, line=export.line, column=export.column) if export else At(path=route.path),
                fix=fix,
                docs="https://nextjs.org/docs/pages/building-your-application/data-fetching",
                predicts="build",
                anchor=name,
            )


def _wrong(module: Module, *, dynamic: bool) -> tuple[str, str, str] | None:
    """Give the export that is too much, what is wrong, and what to do."""
    server, static, paths = (
        module.export(each) is not None for each in ("getServerSideProps", "getStaticProps", "getStaticPaths")
    )
    if server and (static or paths):
        other = "getStaticProps" if static else "getStaticPaths"
        return other, f"`{other}` and `getServerSideProps` exclude each other", "Keep one of them."
    if paths and not dynamic:
        return "getStaticPaths", "`getStaticPaths` needs a part in brackets in the name of the file", "Remove it."
    if static and dynamic and module.lacks("getStaticPaths"):
        reason = "`getStaticProps` of a page with a part in brackets needs `getStaticPaths`"
        return "getStaticProps", reason, "Export `getStaticPaths` as well."
    return None
