"""Finds imports of client hooks in server components."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import Trail, this_file
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At

Version = tuple[int, int]

# The names that react_server_components.rs refuses in the server's layer, with the version that began to. Executed on
# the compilers of 13 versions from 14.0 to 16.4.
REACT = (
    "Component PureComponent createContext createFactory useDeferredValue useEffect useImperativeHandle "
    "useInsertionEffect useLayoutEffect useReducer useRef useState useSyncExternalStore useTransition"
)
NAVIGATION = (
    "useParams usePathname useRouter useSearchParams useSelectedLayoutSegment useSelectedLayoutSegments "
    "useServerInsertedHTML ServerInsertedHTMLContext"
)
REFUSED: Mapping[str, Mapping[str, Version]] = {
    "react": {
        **dict.fromkeys(REACT.split(), (13, 0)),
        "useOptimistic": (14, 2),
        "useActionState": (15, 0),
        "useEffectEvent": (16, 2),
    },
    "react-dom": {
        **dict.fromkeys(("flushSync", "unstable_batchedUpdates"), (13, 0)),
        **dict.fromkeys(("useFormState", "useFormStatus"), (14, 0)),
    },
    "next/navigation": dict.fromkeys(NAVIGATION.split(), (14, 2)),
    "next/link": {"useLinkStatus": (15, 3)},
}


@check("error")
def client_hook_in_server_component(evidence: Evidence) -> Iterable[Hit]:
    """A server component imports a hook that only client components have.

    In the app router every file is a server component unless it, or a file that imports it, begins with
    `"use client"`. State, effects, refs, the router's hooks and class components exist in the browser only.

    ## Why it matters

    `next build` refuses the import, whether it is used or not: "It only works in a Client Component but none of its
    parents are marked with "use client"" (13.0 to 16.1), "into a React Server Component module" (from 16.2). A
    TypeScript file that never uses the name is the exception: there the compiler drops the import. `React.useState` is
    seen only when the component is rendered: "useState is not a function".

    ## How to fix

    Write `"use client"` on the first line of the file that uses the hook.
    """
    survey = evidence.survey
    if survey.next is None:
        return
    for path, trail in survey.layers.server.items():
        for request in survey.modules[path].imports:
            names = _refused(request.specifier, request.values, survey.next) if request.kind == "import" else ()
            if names:
                yield Hit(
                    message=f"`{'`, `'.join(names)}` of {request.specifier} in a server component "
                    f"({this_file(trail)}): {survey.next.name} refuses it",
                    at=At(path=path, line=request.line, column=request.column),
                    fix='Write "use client" on the first line of this file.',
                    docs="https://nextjs.org/docs/app/api-reference/directives/use-client",
                    predicts="build",
                    anchor=request.specifier,
                )
        yield from _members(survey, survey.next, path, trail)


def _members(survey: Survey, app: NextApp, path: str, trail: Trail) -> Iterator[Hit]:
    """Find `React.useState()`: no import tells of it, so it counts where the function that calls it is wanted."""
    for call in survey.modules[path].calls:
        if call.module != "react" or call.name not in ("default", "*") or call.member is None:
            continue
        rendered = survey.layers.loaded.get(trail[0], "route") != "route" and survey.wants(trail, call.within)
        if _refused("react", (call.member,), app) and (rendered or not call.nested):
            yield Hit(
                message=f"`{call.member}` of react in a server component ({this_file(trail)}): on the server React has "
                "no such function",
                at=At(path=path, line=call.line, column=call.column),
                fix='Write "use client" on the first line of this file.',
                docs="https://nextjs.org/docs/app/api-reference/directives/use-client",
                predicts="build" if survey.layers.built(trail) else None,
                anchor=call.member,
            )
            return


def _refused(specifier: str, names: Iterable[str], app: NextApp) -> tuple[str, ...]:
    known = REFUSED.get(specifier, {})
    return tuple(each for each in names if each in known and app.at_least(*known[each]))
