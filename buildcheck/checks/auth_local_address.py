"""Reports sign-in that is written to return to a developer's machine, or to an address without TLS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from buildcheck.model.check import Evidence, check
from buildcheck.model.module import Call, Module, SignInAddress
from buildcheck.model.report import Hit
from buildcheck.model.syntax import Known, Table
from buildcheck.model.value import At

LOCAL = re.compile(
    r"(?:https?://)?(?:[^/@]*@)?\.?(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1\]|192\.168\.\d+\.\d+"
    r"|10\.\d+\.\d+\.\d+|[\w-]+\.local)(?:[:/?#].*)?",
)
BETTER_AUTH = ("better-auth", "better-auth/react", "better-auth/client", "better-auth/vue", "better-auth/svelte")


@check("warning")
def auth_local_address(evidence: Evidence) -> Iterable[Hit]:
    """Sign-in is written to return to `localhost`.

    A setting that says where people come back to (`callbackUrl`, `redirectTo`, `emailRedirectTo`, `redirect_uri`,
    Better Auth's `baseURL` …), or the domain of a cookie, is an address of a developer's machine, written out in code
    that the build reads. An address of a public host without TLS is a note.

    What a condition or a variable may change is left out: `process.env.NEXT_PUBLIC_SITE_URL ?? "http://localhost:3000"`
    and `isDev ? … : …` are how it is meant to be written. Tests are left out, too.

    ## Why it matters

    In production people sign in at the provider and are sent to their own machine, where nothing answers, or the
    provider refuses the address. A browser keeps no cookie for another domain.

    ## How to fix

    Take the address from a variable, or make it of the page's own: `${window.location.origin}/auth/callback`.

    Sources: https://supabase.com/docs/guides/auth/redirect-urls;
    https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#domaindomain-value
    """
    for path in evidence.survey.reached or ():
        module = evidence.survey.modules.get(path)
        for each in addresses(module) if module is not None else ():
            local = LOCAL.fullmatch(each.address) is not None
            what = "an address of the developer's own machine" if local else "an address without TLS"
            subject = "The domain of a cookie" if each.name == "domain" else f"`{each.name}`"
            yield Hit(
                message=f"{subject} is written out as {what}, for production as well",
                at=At(path=path, line=each.line, column=each.column),
                severity=None if local else "info",
                fix="Leave the domain out."
                if each.name == "domain"
                else "Take the address from a variable, or make it of `window.location.origin`.",
                anchor=f"{each.name} {path}",
            )


def addresses(module: Module) -> Iterator[SignInAddress]:
    """Give the settings of one module."""
    yield from module.sign_in
    for call in module.calls:
        yield from base_url(call)


def base_url(call: Call) -> Iterator[SignInAddress]:
    """Give the address that Better Auth, or its client, is told to be at."""
    table = call.arguments[0] if call.arguments and call.module in BETTER_AUTH else None
    value = table.entries.get("baseURL") if isinstance(table, Table) else None
    if isinstance(value, Known) and isinstance(value.value, str) and value.value.startswith("http://"):
        yield SignInAddress(name="baseURL", address=value.value, line=value.line, column=value.column)
