"""Reports keys of the Next configuration that the version in use does not know."""

from __future__ import annotations

from collections.abc import Iterable

from buildcheck.model.check import Evidence, check
from buildcheck.model.next_app import NextApp, UnknownOption
from buildcheck.model.report import Hit, Severity

HARMLESS = {
    "swcMinify": "SWC always minifies since 15.0",
    "optimizeFonts": "fonts are always optimized since 15.0",
    "experimental.appDir": "the app router is on since 13.4",
    "experimental.typedRoutes": "it is `typedRoutes` now",
    "experimental.reactRoot": "it is on with React 18",
    "experimental.newNextLinkBehavior": "it is the default since 13.0",
    "experimental.images": "it is part of `images` now",
    "experimental.outputStandalone": 'it is `output: "standalone"` since 12.2',
    "future": "it has no keys left",
    "future.webpack5": "webpack 5 is the default since 11.0",
    "eslint": "next build no longer runs ESLint since 16.0",
    "webpack5": "webpack 5 is the default since 11.0",
}
"""Without effect, and nothing is lost: what the key asked for is so, or is called otherwise (upgrade guides of 13 to
16). Renamed keys are taken over by Next, with a warning."""
RENAMED = {
    "experimental.serverComponentsExternalPackages": "serverExternalPackages",
    "experimental.bundlePagesExternals": "bundlePagesRouterDependencies",
    "experimental.outputFileTracingRoot": "outputFileTracingRoot",
    "experimental.outputFileTracingIncludes": "outputFileTracingIncludes",
    "experimental.outputFileTracingExcludes": "outputFileTracingExcludes",
    "experimental.transpilePackages": "transpilePackages",
    "experimental.modularizeImports": "modularizeImports",
    "experimental.turbo": "turbopack",
    "experimental.instrumentationHook": "nothing: it is on since 15.0",
    "experimental.skipMiddlewareUrlNormalize": "skipMiddlewareUrlNormalize",
    "experimental.skipTrailingSlashRedirect": "skipTrailingSlashRedirect",
    "experimental.reactCompiler": "reactCompiler",
    "experimental.cacheLife": "cacheLife",
    "experimental.swrDelta": "expireTime",
    "experimental.expireTime": "expireTime",
    "experimental.after": "nothing: it is on since 15.1",
    "experimental.typedRoutes": "typedRoutes",
    "experimental.caseSensitiveRoutes": "nothing",
}
NEEDED = {
    "publicRuntimeConfig": "next/config is gone, and what it gave is undefined",
    "serverRuntimeConfig": "next/config is gone, and what it gave is undefined",
    "amp": "AMP is gone",
}

ELSEWHERE = ("images.", "experimental.turbopackPersistentCaching")
"""Other checks say of these that they end the build, and of `experimental.dynamicIO` since 16.3."""


@check("warning")
def config_option_unknown(evidence: Evidence) -> Iterable[Hit]:
    """The Next configuration has a key that this version of Next does not know.

    The keys of each version are those of the schema that Next publishes (`server/config-schema`, 12.2 to 16.4). A key
    may be misspelt, of a later version, or of an earlier one.

    ## Why it matters

    Next names such keys in a warning, builds on, and does nothing of what they say. Keys below `images` are another
    matter: they end the build (`images-config-invalid`).

    ## How to fix

    Remove the key, or spell it as the installed version does.
    """
    app = evidence.survey.next
    for option in evidence.survey.unknown_options:
        refused = app is not None and app.at_least(16, 3) and option.name == "experimental.dynamicIO"
        if app is not None and not refused and not option.name.startswith(ELSEWHERE):
            yield Hit(
                message=message(app, option),
                at=option.at,
                fix=fix(option),
                docs="https://nextjs.org/docs/app/api-reference/config/next-config-js",
                severity=severity(app, option),
                anchor=option.name,
            )


def message(app: NextApp, option: UnknownOption) -> str:
    """Say which versions know it, and what its loss means."""
    if option.name in HARMLESS:
        why = HARMLESS[option.name]
    elif option.name in NEEDED:
        why = NEEDED[option.name]
    elif option.until is not None:
        why = f"it was an option until {option.until}"
    elif option.since is not None:
        why = f"it is an option since {option.since}"
    else:
        why = "no version has it"
    return f"{app.name} does not know `{option.name}` and ignores it: {why}"


def fix(option: UnknownOption) -> str:
    """Say what to do about it."""
    if option.name in RENAMED:
        return f"Remove it; today it is {RENAMED[option.name]}."
    if option.until is None and option.since is not None:
        return f"Remove it, or move to Next {option.since}."
    return "Remove it, or correct its name."


def severity(app: NextApp, option: UnknownOption) -> Severity | None:
    """Worth knowing where nothing is lost: the key is harmless or taken over, or the exact version is not known."""
    quiet = option.name in HARMLESS or option.name in RENAMED or not app.certain
    return "info" if quiet else None
