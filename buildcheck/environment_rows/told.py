"""What the absence of a variable does, as far as the files tell."""

from __future__ import annotations

from buildcheck.environment_rows.needed import by_the_build
from buildcheck.environment_rows.optional import configured, demand, is_optional, live
from buildcheck.environment_rows.unnamed import unseen_reader
from buildcheck.model.check import Evidence
from buildcheck.model.environment import Consequence, Effect, Variable, VariableRead


def from_files(variable: Variable, evidence: Evidence) -> Consequence:
    """Say what its absence does as far as the files tell; nothing of this was run."""
    found = live(variable.reads)
    working = [each for each in found if each.in_vain is None]
    bare = [each for each in working if not each.fallback]

    def say(effect: Effect, message: str, read: VariableRead | None = None) -> Consequence:
        return Consequence(
            variable=variable.name,
            effect=effect,
            message=message,
            routes=read.routes if read is not None else (),
            at=read.at if read is not None else None,
        )

    if not working:
        return say(*_unread(variable, found, evidence))
    if configured(variable):
        return say("nothing", "The configuration sets it, whatever the environment holds.")
    if is_optional(variable):
        by = next((each for each in variable.expectations if each.optional or each.default), None)
        if by is None and not variable.has_default:
            return say("nothing", "Its name says that it is a switch: it is off then.")
        if by is None and all(each.how == "package" for each in working):
            return say("unknown", f"The package that {working[0].at} imports takes it, where the code gives it none.")
        return say("nothing", f"The schema at {by.at} accepts that." if by is not None else "The code has a default.")
    return say(*_missed(variable, bare or working, evidence))


def _unread(variable: Variable, found: tuple[VariableRead, ...], evidence: Evidence) -> tuple[Effect, str]:
    if found:
        return "nothing", f"Nothing: where it is read, it never arrives ({found[0].in_vain})."
    reader = unseen_reader(variable, evidence) if not variable.reads else None
    if reader is not None:
        return "unknown", f"No code of the project names it; {reader}."
    return "nothing", "Nothing that counts reads it."


def _missed(variable: Variable, reads: list[VariableRead], evidence: Evidence) -> tuple[Effect, str, VariableRead]:
    """Say what the first read that matters most does without a value."""
    schema, wanted = next((each for each in reads if each.how == "schema"), None), demand(variable)
    if schema is not None and wanted is not None:
        if by_the_build(schema, variable):
            return "build-fails", f"The build may fail: the schema at {wanted.at} demands it.", schema
        return "request-fails", f"Requests may fail: the schema at {wanted.at} demands it.", schema
    early = next((each for each in reads if _loaded(each, evidence)), None)
    browser = next((each for each in reads if each.inlined and "browser" in each.where), None)
    if browser is not None:
        also = f" The build loads {early.at}, too." if early is not None else ""
        return "baked", f"`undefined` is written into the browser's code ({browser.at}).{also}", browser
    if early is not None:
        return (
            "unknown",
            f"The build loads {early.at}, which reads it at once; whether it can do without was not tried.",
            early,
        )
    inlined = next((each for each in reads if each.inlined), None)
    if inlined is not None:
        return "request-differs", f"`undefined` is written into the server's code ({inlined.at}).", inlined
    server = next((each for each in reads if {"server", "edge"} & set(each.where)), None)
    if server is not None:
        return "request-differs", _on_request(server, evidence), server
    if reads[0].where == ("script",) and reads[0].how != "text":
        return "nothing", "Nothing of build or server; a script that people run reads it.", reads[0]
    return "unknown", f"The build reads it at {reads[0].at}.", reads[0]


def _on_request(read: VariableRead, evidence: Evidence) -> str:
    app = evidence.survey.next
    pages = {each.url for each in app.routes if each.kind == "page"} if app is not None else set()
    who = f" of {read.routes[0]}" if len(read.routes) == 1 else f" of {len(read.routes)} routes" if read.routes else ""
    if pages.intersection(read.routes):
        return f"Requests{who} read it; so does the build, where it renders a page in advance."
    return f"Requests{who} read it."


def _loaded(read: VariableRead, evidence: Evidence) -> bool:
    """Whether the build runs it. Next loads the modules of all routes when it collects page data
    (next/src/build/utils.ts); middleware and instrumentation are loaded by the server alone."""
    return read.at_import and evidence.survey.next is not None and bool(read.routes)
