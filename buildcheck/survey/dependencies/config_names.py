"""What a tool's configuration calls a plugin or a preset -> the package of that name, ``None`` where it is none.

Sources: Babel's name normalisation (babeljs.io/docs/options#name-normalization), ESLint's for shareable configurations
and plugins (eslint.org, "Shareable Configs" and "Plugins" of the eslintrc documentation), stylelint's and commitlint's
``extends``, Jest's ``testEnvironment``, Vitest's ``environment``, TypeScript's ``types``.
"""

from __future__ import annotations

from collections.abc import Callable

Rule = Callable[[str], str | None]


def package_of(specifier: str) -> str | None:
    """Give the package that a bare specifier belongs to (``@a/b/c`` to ``@a/b``); ``None`` for what is none."""
    plain = specifier.partition("?")[0]
    if not plain or plain[0] in "./~#<$\\" or ":" in plain or plain.startswith("@/"):
        return None
    parts = plain.split("/")
    if plain.startswith("@"):
        return "/".join(parts[:2]) if len(parts) > 1 and parts[1] and len(parts[0]) > 1 else None
    return parts[0]


def _prefixed(prefix: str, scoped: str) -> Rule:
    """Make the rule by which ``name`` is ``<prefix>name`` and ``@scope/name`` is ``@scope/<prefix>name``."""

    def rule(name: str) -> str | None:
        if name.startswith("module:"):
            return package_of(name.removeprefix("module:"))
        if package_of(name) is None and not (name.startswith("@") and "/" not in name):
            return None
        scope, _, rest = name.partition("/") if name.startswith("@") else ("", "", name)
        inner = rest.partition("/")[0]
        if not scope:
            return inner if inner.startswith(prefix) else f"{prefix}{inner}"
        if not inner:
            return f"{scope}/{scoped}"
        return f"{scope}/{inner}" if inner.startswith((f"{scoped}-", scoped)) else f"{scope}/{scoped}-{inner}"

    return rule


_ESLINT_CONFIG = _prefixed("eslint-config-", "eslint-config")
_ESLINT_PLUGIN = _prefixed("eslint-plugin-", "eslint-plugin")
_STYLELINT = _prefixed("stylelint-config-", "stylelint-config")


def babel(kind: str) -> Rule:
    """Make Babel's rule for presets or plugins."""
    usual = _prefixed(f"babel-{kind}-", f"babel-{kind}")

    def rule(name: str) -> str | None:
        if name.startswith("@babel/"):
            inner = name.removeprefix("@babel/")
            return name if inner.startswith(f"{kind}-") else f"@babel/{kind}-{inner}"
        # A path into a package is taken as it is: next/babel, react-app/prod.
        return package_of(name) if "/" in name.removeprefix("@").partition("/")[2] or _is_path(name) else usual(name)

    return rule


def _is_path(name: str) -> bool:
    return not name.startswith("@") and "/" in name


def eslint_config(name: str) -> str | None:
    """Give the package of an entry of ``extends``."""
    if name.startswith(("eslint:", ".", "/")):
        return None
    if name.startswith("plugin:"):
        inner = name.removeprefix("plugin:")
        parts = inner.split("/")
        return _ESLINT_PLUGIN("/".join(parts[:-1]) if inner.startswith("@") else parts[0])
    return _ESLINT_CONFIG(name)


def jest_environment(name: str) -> str | None:
    """Give the package of a ``testEnvironment``; Jest brings ``node`` itself."""
    if name == "node":
        return None
    plain = package_of(name)
    return f"jest-environment-{plain}" if plain in ("jsdom",) else plain


def vitest_environment(name: str) -> str | None:
    """Give the package of an ``environment``; Vitest brings ``node`` itself."""
    return {"node": None, "edge-runtime": "@edge-runtime/vm", "jsdom": "jsdom", "happy-dom": "happy-dom"}.get(name)


def vitest_coverage(name: str) -> str | None:
    """Give the package of a coverage provider."""
    return f"@vitest/coverage-{name}" if name in ("v8", "istanbul") else None


def tsconfig(name: str) -> str | None:
    """Give the package of an ``extends``."""
    return package_of(name)


def types(name: str) -> str | None:
    """Give the package of an entry of ``types``: ``node`` stands for ``@types/node`` as well as for itself."""
    return package_of(name)


RULES: dict[str, Rule] = {
    "plain": package_of,
    "babel-preset": babel("preset"),
    "babel-plugin": babel("plugin"),
    "eslint-config": eslint_config,
    "eslint-plugin": _ESLINT_PLUGIN,
    "stylelint-config": lambda name: package_of(name) if "/" in name or "stylelint" in name else _STYLELINT(name),
    "commitlint-config": lambda name: package_of(name) if name.startswith("@") else f"commitlint-config-{name}",
    "jest-environment": jest_environment,
    "vitest-environment": vitest_environment,
    "vitest-coverage": vitest_coverage,
    "tsconfig": tsconfig,
    "types": types,
}
