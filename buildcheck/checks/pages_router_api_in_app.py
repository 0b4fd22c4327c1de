"""Finds modules of the pages router in the app router."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import Trail, this_file
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

HOOKS = frozenset({"useRouter", "withRouter"})


@check("error")
def pages_router_api_in_app(evidence: Evidence) -> Iterable[Hit]:
    """A file of the app router uses next/router or next/head.

    Both belong to the pages router. In the app router there are the hooks of `next/navigation`, and the export
    `metadata` for what stands in the head.

    ## Why it matters

    `next build` refuses `next/router` in a server component (14.0 to 16.4, executed). In a client component
    `useRouter` of `next/router` throws "NextRouter was not mounted" as soon as it is rendered. What `next/head` is
    given is left out of the page without a word.

    ## How to fix

    Import `useRouter`, `usePathname` and `useSearchParams` from `next/navigation`; export `metadata` from the page.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path, trail in survey.layers.server.items():
        for request in survey.modules[path].imports:
            if request.specifier == "next/router" and request.kind == "import" and request.loads:
                yield Hit(
                    message=f"`next/router` in a server component ({this_file(trail)}): {survey.next.name} refuses it",
                    at=At(path=path, line=request.line, column=request.column),
                    fix='Use `next/navigation`, in a component that begins with "use client".',
                    docs="https://nextjs.org/docs/app/api-reference/functions/use-router",
                    predicts="build",
                    anchor="next/router",
                )
        yield from _heads(survey, path, trail)
    for path, trail in survey.layers.client.items():
        # A file that both routers use may ask which of them it is in.
        if path not in survey.layers.pages:
            yield from _hooks(survey, path, trail)
            yield from _heads(survey, path, trail)


def _hooks(survey: Survey, path: str, trail: Trail) -> Iterator[Hit]:
    for call in survey.modules[path].calls:
        if call.module == "next/router" and call.name in HOOKS and call.member is None:
            yield Hit(
                message=f"`{call.name}` of next/router in the app router ({this_file(trail)}): it throws "
                '"NextRouter was not mounted" when it is rendered',
                at=At(path=path, line=call.line, column=call.column),
                fix="Import `useRouter` from `next/navigation`.",
                docs="https://nextjs.org/docs/messages/next-router-not-mounted",
                predicts="build" if survey.layers.built(trail) and len(trail) == 1 else None,
                anchor=call.name,
            )
            break


def _heads(survey: Survey, path: str, trail: Trail) -> Iterator[Hit]:
    for element in survey.modules[path].elements:
        if element.module == "next/head":
            yield Hit(
                message=f"<{element.name}> of next/head in the app router ({this_file(trail)}): what it is given is "
                "left out of the page",
                at=At(path=path, line=element.line, column=element.column),
                fix="Export `metadata` or `generateMetadata` from the page.",
                docs="https://nextjs.org/docs/app/api-reference/functions/generate-metadata",
                severity="warning",
                anchor="next/head",
            )
            break
