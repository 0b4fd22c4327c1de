"""Names that look like packages and that a framework, a bundler or a runtime provides itself.

Sources: next/dist/build/create-compiler-aliases.js and webpack-config.js (13.5 to 16.0) for what Next's bundlers alias;
the documentation of the others' virtual modules.
"""

from __future__ import annotations

from buildcheck.model.project import Manifest

# Package that must be declared -> names that it makes resolvable for the code of the app.
_BY_PACKAGE: dict[str, frozenset[str]] = {
    "next": frozenset(
        {"server-only", "client-only", "styled-jsx", "@opentelemetry/api", "private-next-rsc-mod-ref-proxy"}
    ),
    "@sveltejs/kit": frozenset({"$app", "$env", "$lib", "$service-worker"}),
    "nuxt": frozenset(
        {"vue", "vue-router", "h3", "ofetch", "ufo", "nitropack", "@unhead/vue", "unhead", "@vue/reactivity"}
    ),
    "gatsby": frozenset({"@reach/router", "gatsby-link", "gatsby-script", "react-dom"}),
    "react-scripts": frozenset({"eslint-config-react-app", "babel-preset-react-app", "@jest/globals", "jest"}),
    "@docusaurus/core": frozenset({"@theme", "@theme-original", "@theme-init", "@docusaurus", "@site", "@generated"}),
    "jest": frozenset({"@jest/globals", "@jest/types"}),
    "vitepress": frozenset({"vue", "vite"}),
    "storybook": frozenset(
        {"@storybook/test", "@storybook/preview-api", "@storybook/manager-api", "@storybook/theming"}
    ),
    "@angular/core": frozenset({"zone.js"}),
    "expo": frozenset({"expo-modules-core", "@expo/config-plugins", "metro-config", "babel-preset-expo"}),
}
_ALWAYS = frozenset({"bun", "deno", "std", "workerd", "electron", "vscode", "chrome", "astro-imagetools"})
"""Runtimes: their modules are there where the code is run."""


def is_provided(package: str, manifests: tuple[Manifest, ...]) -> bool:
    """Whether something that one of ``manifests`` declares, or the runtime, provides ``package`` to the app's code."""
    if package in _ALWAYS:
        return True
    return any(
        package in names and any(manifest.requirement(owner) for manifest in manifests)
        for owner, names in _BY_PACKAGE.items()
    )


def types_package(package: str) -> str:
    """Give the package that holds the types of ``package`` (``@a/b`` is ``@types/a__b``)."""
    return f"@types/{package.removeprefix('@').replace('/', '__')}"
