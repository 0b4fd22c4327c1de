"""Finds pages that forbid what they do."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Call
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known
from buildcheck.model.value import At

ASKING = {"next/headers": ("cookies", "headers", "draftMode"), "next/server": ("connection",)}


@check("error")
def dynamic_api_in_static_page(evidence: Evidence) -> Iterable[Hit]:
    """A page with dynamic = "error" asks about the request.

    `dynamic = "error"` demands that the page is rendered while the app is built, and makes everything that depends on
    the request an error.

    ## Why it matters

    The build ends: "Page with `dynamic = "error"` couldn't be rendered statically because it used `cookies`" (13.0 to
    16.4, executed on 14.2 and 16.4).

    ## How to fix

    Remove `dynamic = "error"`, or what asks about the request.
    """
    survey = evidence.survey
    for path, name in survey.layers.loaded.items():
        module = survey.modules.get(path)
        option = module.export("dynamic") if module is not None else None
        if module is None or option is None or name not in ("page", "layout"):
            continue
        if not isinstance(option.value, Known) or option.value.value != "error" or "[" in path:
            continue
        call = next((each for each in module.calls if each.within == "default" and _asks(each)), None)
        if call is not None and module.directive("use client") is None:
            yield Hit(
                message=f'`{call.name}()` in a {name} with `dynamic = "error"` (line {option.line}): the build ends',
                at=At(path=path, line=call.line, column=call.column),
                fix='Remove `dynamic = "error"`, or the call.',
                docs="https://nextjs.org/docs/messages/dynamic-server-error",
                predicts="build",
                anchor=call.name,
            )


def _asks(call: Call) -> bool:
    return call.name in ASKING.get(call.module, ()) and call.member is None
