"""Finds useSearchParams() in pages that are rendered while the app is built, with no Suspense around it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from buildcheck.model.check import Evidence, check
from buildcheck.model.layers import Trail, this_file
from buildcheck.model.module import Call, Module
from buildcheck.model.report import Hit
from buildcheck.model.survey import Survey
from buildcheck.model.value import At


@check("error")
def search_params_without_suspense(evidence: Evidence) -> Iterable[Hit]:
    """useSearchParams() in a static page without Suspense.

    While the app is built, nobody knows what will stand behind the `?` of the address. A component that asks for it is
    left to the browser, and `<Suspense>` says what is shown instead until then.

    Only what is certain is reported: the page's address is fixed, nothing on the server's side of it asks for the
    request, and neither the files on the way to the component nor what they import have a `Suspense`.

    ## Why it matters

    The build ends: "useSearchParams() should be wrapped in a suspense boundary at page" (14.1 to 16.4, executed on
    14.2, 15.5 and 16.4). In a root layout it ends for `/404`. `next dev` does not mind, nor does `dynamic =
    "force-dynamic"` in a file with `"use client"` help.

    ## How to fix

    Move what uses `useSearchParams` into a component of its own, and put `<Suspense>` around that.
    """
    survey = evidence.survey
    app = survey.next
    if app is None or not app.at_least(14, 1):
        return
    if app.option("experimental", "missingSuspenseWithCSRBailout").state != "absent":
        return
    graph = _graph(survey)
    reported = set[str]()
    for page in sorted(survey.layers.static) if graph.leading else ():
        for trail, call in _uses(survey, graph, page):
            if trail[-1] not in reported:
                reported.add(trail[-1])
                yield Hit(
                    message=f"`useSearchParams()` without a `<Suspense>` around it ({this_file(trail)}): {app.name} "
                    f"renders {page} while it builds, and the build ends there",
                    at=At(path=trail[-1], line=call.line, column=call.column),
                    fix="Put <Suspense> around the component that calls it, in a file that imports it.",
                    docs="https://nextjs.org/docs/messages/missing-suspense-with-csr-bailout",
                    predicts="build",
                )


class _Graph(NamedTuple):
    """What every page is asked about, computed once: which modules each imports, which of them may put a Suspense
    around something, and which are or lead to one that calls the hook."""

    targets: dict[str, tuple[str, ...]]
    suspending: frozenset[str]
    leading: frozenset[str]


def _graph(survey: Survey) -> _Graph:
    pending = [path for path, module in survey.modules.items() if next(_calls(module), None) is not None]
    if not pending:
        return _Graph({}, frozenset(), frozenset())
    targets = {path: tuple(_targets(survey, path)) for path in survey.modules}
    importers: dict[str, list[str]] = {}
    for path, found in targets.items():
        for each in found:
            importers.setdefault(each, []).append(path)
    leading = set[str]()
    while pending:
        path = pending.pop()
        if path not in leading:
            leading.add(path)
            pending += importers.get(path, ())
    suspending = frozenset(path for path, module in survey.modules.items() if _suspends(module))
    return _Graph(targets, suspending, frozenset(leading))


def _calls(module: Module) -> Iterator[Call]:
    return (each for each in module.calls if (each.module, each.name) == ("next/navigation", "useSearchParams"))


def _uses(survey: Survey, graph: _Graph, page: str) -> Iterator[tuple[Trail, Call]]:
    """Give the calls that the page and the layouts around it come to without a Suspense."""
    roots = (*survey.layers.around(page), page)
    for index, root in enumerate(roots):
        if not _waits_above(survey, root):
            yield from _below(survey, graph, root)
        if index < len(roots) - 1 and _has_suspense_below(graph, root):
            # A layout, or what it puts around its children, may have the Suspense.
            return


def _waits_above(survey: Survey, root: str) -> bool:
    """Whether a `loading` file stands between the root of the app and ``root``: it is a Suspense."""
    own = root.rpartition("/")[0]
    for path, name in survey.layers.loaded.items():
        folder = path.rpartition("/")[0]
        inside = own == folder and survey.layers.loaded.get(root) == "page"
        if name == "loading" and (inside or own.startswith(f"{folder}/")):
            return True
    return False


def _below(survey: Survey, graph: _Graph, root: str) -> Iterator[tuple[Trail, Call]]:
    seen = set[str]()
    pending: deque[Trail] = deque([(root,)])
    while pending:
        trail = pending.popleft()
        path = trail[-1]
        if path not in graph.leading or path in seen:
            continue
        seen.add(path)
        module = survey.modules[path]
        if path in graph.suspending or module.directive("use server") is not None:
            continue
        call = next((each for each in _calls(module) if survey.wants(trail, each.within)), None)
        if call is not None and path in survey.layers.client:
            yield trail, call
        if graph.suspending.isdisjoint(graph.targets[path]):
            pending.extend((*trail, each) for each in graph.targets[path])


def _has_suspense_below(graph: _Graph, root: str) -> bool:
    seen, pending = set[str](), [root]
    while pending:
        path = pending.pop()
        if path not in seen:
            seen.add(path)
            if path in graph.suspending:
                return True
            pending += graph.targets.get(path, ())
    return False


def _targets(survey: Survey, path: str) -> Iterator[str]:
    for edge in survey.edges.get(path, ()):
        target = edge.target
        if edge.request.kind == "import" and edge.request.loads and target is not None and target in survey.modules:
            yield target


def _suspends(module: Module) -> bool:
    """Whether the file may put a Suspense around something, or load it later."""
    for request in module.imports:
        if request.specifier == "next/dynamic" or (
            request.specifier == "react" and {"Suspense", "lazy"} & {*request.names}
        ):
            return True
    return any(each.name.endswith("Suspense") for each in module.elements) or any(
        each.module == "react" and each.member == "lazy" for each in module.calls
    )
