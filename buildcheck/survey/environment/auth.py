"""How a project sets up Auth.js or Better Auth -> the variables that the package then reads by itself.

Sources: next-auth 4.24 (``next/index.js``, ``utils/detect-origin.js``); next-auth 5.0.0-beta.30 (``lib/env.js``) and
@auth/core 0.41 (``lib/utils/env.js``, ``providers/*.js``); better-auth 1.7 (``dist/context/create-context.mjs``,
``dist/utils/url.mjs``).
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from buildcheck.model.auth import AuthSetup
from buildcheck.model.environment import VariableRead
from buildcheck.model.module import Call
from buildcheck.model.survey import Survey
from buildcheck.model.syntax import Table
from buildcheck.model.value import At
from buildcheck.survey.environment.routes import Routes

Found = Iterator[tuple[str, VariableRead]]

_PROVIDERS = "providers/"
_BY_KEY = frozenset({"forwardemail", "loops", "mailgun", "postmark", "resend", "sendgrid"})
_BY_NOTHING = frozenset({"credentials", "email", "index", "nodemailer", "oauth", "passkey", "webauthn"})
_OWN_IDS = {"ory-hydra": "hydra"}
_ASK_ISSUER = frozenset(
    {
        "asgardeo", "auth0", "authentik", "azure-ad-b2c", "battlenet", "beyondidentity", "boxyhq-saml", "cognito",
        "duende-identity-server6", "frontegg", "fusionauth", "identity-server4", "keycloak", "kinde", "logto",
        "mastodon", "mattermost", "nextcloud", "okta", "onelogin", "ory-hydra", "osso", "passage", "ping-id",
        "united-effects", "zitadel",
    }
)  # fmt: skip
_OPTIONS = {"ID": "clientId", "SECRET": "clientSecret", "ISSUER": "issuer", "KEY": "apiKey"}


def auth_reads(survey: Survey, routes: Routes, told: Container[str]) -> Found:
    """Give the variables of each setup. ``told`` are the names that something declares or reads: of two variables that
    may hold the same, the project means the one that it speaks of."""
    for setup in survey.auth:
        yield from _of_setup(setup, routes, told)
    if any(setup.by == "next-auth" and setup.major != 4 for setup in survey.auth):
        yield from _of_providers(survey, routes)


def _of_setup(setup: AuthSetup, routes: Routes, told: Container[str]) -> Found:
    around = routes.of(setup.at.path)
    if setup.get("secret").state in ("absent", "unknown") and not _is_variable(setup):
        name = next((each for each in setup.secrets if each in told), setup.secrets[0])
        yield name, _read(setup.at, around, fallback=not setup.lacks_secret)
    yield from ((each, _read(setup.at, around, fallback=True)) for each in _addresses(setup, told))


def _addresses(setup: AuthSetup, told: Container[str]) -> Iterator[str]:
    """Give the variables that say where the app is. All of them have something that stands in on some host."""
    if setup.by == "better-auth":
        yield from ("BETTER_AUTH_URL",) if setup.get("baseURL").state == "absent" else ()
        return
    names = ("NEXTAUTH_URL",) if setup.major == 4 else ("AUTH_URL", "NEXTAUTH_URL")
    yield next((each for each in names if each in told), names[0])
    if "AUTH_TRUST_HOST" in told or (setup.major != 4 and setup.get("trustHost").state == "absent"):
        yield "AUTH_TRUST_HOST"


def _is_variable(setup: AuthSetup) -> bool:
    """Whether the options give a variable for the secret, which is a read of the project's own."""
    return any(getattr(each, "env", None) is not None for each in setup.get("secret").nodes)


def _of_providers(survey: Survey, routes: Routes) -> Found:
    for path, edges in survey.edges.items():
        for edge in edges if survey.matters(path) else ():
            if edge.package == "next-auth" and (edge.subpath or "").startswith(_PROVIDERS) and edge.request.loads:
                calls = [each for each in survey.modules[path].calls if each.module == edge.request.specifier]
                yield from _of_provider((edge.subpath or "").removeprefix(_PROVIDERS), calls, edge.at, routes.of(path))


def _of_provider(provider: str, calls: list[Call], at: At, around: tuple[str, ...]) -> Found:
    given = [each.arguments[0] for each in calls if each.arguments]
    for part in _parts(provider):
        tables = [each for each in given if isinstance(each, Table)]
        if any(_OPTIONS[part] in each.entries for each in tables):
            continue
        name = f"AUTH_{_OWN_IDS.get(provider, provider).upper().replace('-', '_')}_{part}"
        unsure = len(tables) < len(given) or any(each.open or "id" in each.entries for each in tables)
        yield name, _read(at, around, fallback=unsure)


def _parts(provider: str) -> tuple[str, ...]:
    if provider in _BY_NOTHING:
        return ()
    if provider in _BY_KEY:
        return ("KEY",)
    return ("ID", "SECRET", "ISSUER") if provider in _ASK_ISSUER else ("ID", "SECRET")


def _read(at: At, around: tuple[str, ...], *, fallback: bool) -> VariableRead:
    return VariableRead(at=at, where=("server",), how="package", fallback=fallback, routes=around)
