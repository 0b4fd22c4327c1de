"""Reports keys of the Next configuration that a static export refuses or leaves without effect."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Answer, Function, Known, Listing, Node, Table

ROUTING = ("rewrites", "redirects", "headers")
DOCS = "https://nextjs.org/docs/app/guides/static-exports#unsupported-features"


@check("error")
def export_with_server_config(evidence: Evidence) -> Iterable[Hit]:
    """The configuration asks for a static export and for something that only a server can do.

    `i18n` ends the build as the configuration is read. `rewrites`, `redirects` and `headers` ended it in Next 13.3 to
    13.5; since 14.0 they are named in a warning, and then nothing of them happens (`server/config`).

    ## Why it matters

    The files of an export are given out by a plain file server: it knows no redirect and no header of this
    configuration.

    ## How to fix

    Move redirects, rewrites and headers into the settings of the host, and routes per language into folders.
    """
    app, output = evidence.survey.next, evidence.survey.output
    if app is None or output is None or output.mode != "export" or not app.at_least(13, 3):
        return
    i18n = app.option("i18n")
    if i18n.state == "known" and isinstance(i18n.node, Table):
        yield Hit(
            message=f"`i18n` can't be used with a static export: {app.name} ends the build as it reads this",
            at=i18n.at,
            fix='Remove `i18n`, or `output: "export"`.',
            docs="https://nextjs.org/docs/messages/export-no-i18n",
            predicts="build",
            anchor="i18n",
        )
    for key in ROUTING:
        yield from of_routing(app, key)


def of_routing(app: NextApp, key: str) -> Iterable[Hit]:
    """Say what becomes of one of the keys for routing."""
    answer = app.option(key)
    if answer.state != "known" or is_empty(answer):
        return
    refused = not app.at_least(14)
    fate = "ends the build as it reads this" if refused else "writes the files without them"
    yield Hit(
        message=f"`{key}` can't be used with a static export: {app.name} {fate}",
        at=answer.at,
        fix=f"Set the {key} where the files are hosted, and remove them here.",
        docs=DOCS,
        severity=None if refused else "warning",
        predicts="build" if refused else None,
        anchor=key,
    )


def is_empty(answer: Answer) -> bool:
    """Whether it certainly gives nothing; a function whose result the text does not show counts as something."""
    node: Node | None = answer.node
    if isinstance(node, Function):
        node = node.returns
    if isinstance(node, Listing):
        return not node.items and not node.open
    return isinstance(node, Known)
