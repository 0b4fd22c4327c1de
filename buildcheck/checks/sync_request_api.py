"""Finds values of a request that are read before they are awaited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import this_file
from buildcheck.model.module import Module
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

ASKING = frozenset({"cookies", "headers", "draftMode"})
HOPEFUL = frozenset({"then", "catch", "finally"})
PARAMS = "https://nextjs.org/docs/messages/sync-dynamic-apis"


@check("error")
def sync_request_api(evidence: Evidence) -> Iterable[Hit]:
    """params, searchParams, cookies() or headers() is read without await.

    From Next.js 15 on they are promises. Code written for 14 reads them at once.

    ## Why it matters

    15 lets the reading pass with a warning in the dev server, but the types say promise, and `next build` checks types:
    a page whose props are declared as plain objects is refused ("does not satisfy the constraint 'PageProps'", executed
    on 15.5). From 16 on only the promise is left: `params.id` is `undefined`, and `cookies().get` is no function, so
    that the page shows the wrong thing or answers 500.

    ## How to fix

    Write `const { id } = await params` and `(await cookies()).get("…")` with the type `Promise<{ id: string }>`; in a
    client component `use(params)`. `npx @next/codemod next-async-request-api .` does it.
    """
    survey = evidence.survey
    app = survey.next
    if app is None or not app.at_least(15):
        return
    typed = app.option("typescript", "ignoreBuildErrors").state == "absent"
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        if module is None:
            continue
        if app.at_least(16):
            yield from _reads(app, path, module)
        elif typed and name in ("page", "layout", "route"):
            yield from _types(app, path, module)
    for path in survey.layers.server:
        yield from _calls(survey, app, path, typed=typed)


def _reads(app: NextApp, path: str, module: Module) -> Iterator[Hit]:
    for read in module.properties:
        if read.key is not None and not read.awaited and read.export != "generateStaticParams":
            yield Hit(
                message=f"`{read.prop}.{read.key}` is read without await: in {app.name} `{read.prop}` is a promise, "
                f"and `{read.key}` of it is undefined",
                at=At(path=path, line=read.line, column=read.column),
                fix=f"Await it first: `const {{ {read.key} }} = await {read.prop}`; `use({read.prop})` in client code.",
                docs=PARAMS,
                anchor=f"{read.export} {read.prop}",
            )
            return


def _types(app: NextApp, path: str, module: Module) -> Iterator[Hit]:
    for each in module.prop_types:
        if each.export != "generateStaticParams":
            yield Hit(
                message=f"`{each.prop}` is declared as a plain object: in {app.name} it is a promise, and the type "
                "check of the build refuses it",
                at=At(path=path, line=each.line, column=each.column),
                fix="Declare it as `Promise<…>`, and await it.",
                docs=PARAMS,
                predicts="build",
                anchor=f"{each.export} {each.prop}",
            )
            return


def _calls(survey: Survey, app: NextApp, path: str, *, typed: bool) -> Iterator[Hit]:
    module = survey.modules[path]
    checked = typed and module.language in ("typescript", "tsx")
    if not checked and not app.at_least(16):
        return
    for call in module.calls:
        if call.module != "next/headers" or call.name not in ASKING or call.member is not None:
            continue
        if not call.awaited and call.read is not None and call.read not in HOPEFUL:
            yield Hit(
                message=f"`{call.read}` is taken of `{call.name}()` without await "
                f"({this_file(survey.layers.server[path])}): in {app.name} it gives a promise"
                + (", and the type check of the build refuses that" if checked else ", which has none"),
                at=At(path=path, line=call.line, column=call.column),
                fix=f"Await it first: `(await {call.name}()).{call.read}`.",
                docs=PARAMS,
                predicts="build" if checked else None,
                anchor=call.name,
            )
            return
