"""Names in configurations -> packages, as each tool has it."""

from __future__ import annotations

import pytest

from buildcheck.survey.dependencies.config_names import RULES


@pytest.mark.parametrize(
    ("rule", "name", "package"),
    [
        ("plain", "@tailwindcss/postcss", "@tailwindcss/postcss"),
        ("plain", "tailwindcss/nesting", "tailwindcss"),
        ("plain", "./plugin.js", None),
        ("plain", "<rootDir>/setup.js", None),
        ("plain", "@/lib/setup", None),
        ("babel-preset", "next/babel", "next"),
        ("babel-preset", "@babel/env", "@babel/preset-env"),
        ("babel-preset", "@babel/preset-react", "@babel/preset-react"),
        ("babel-preset", "env", "babel-preset-env"),
        ("babel-preset", "@acme", "@acme/babel-preset"),
        ("babel-plugin", "styled-components", "babel-plugin-styled-components"),
        ("babel-plugin", "module:my-plugin", "my-plugin"),
        ("babel-plugin", "@emotion", "@emotion/babel-plugin"),
        ("eslint-config", "eslint:recommended", None),
        ("eslint-config", "next/core-web-vitals", "eslint-config-next"),
        ("eslint-config", "prettier", "eslint-config-prettier"),
        ("eslint-config", "@acme", "@acme/eslint-config"),
        ("eslint-config", "@acme/eslint-config-base", "@acme/eslint-config-base"),
        ("eslint-config", "plugin:react/recommended", "eslint-plugin-react"),
        ("eslint-config", "plugin:@typescript-eslint/recommended", "@typescript-eslint/eslint-plugin"),
        ("eslint-plugin", "@typescript-eslint", "@typescript-eslint/eslint-plugin"),
        ("eslint-plugin", "import", "eslint-plugin-import"),
        ("jest-environment", "jsdom", "jest-environment-jsdom"),
        ("jest-environment", "node", None),
        ("vitest-environment", "happy-dom", "happy-dom"),
        ("vitest-coverage", "v8", "@vitest/coverage-v8"),
        ("stylelint-config", "stylelint-config-standard", "stylelint-config-standard"),
        ("commitlint-config", "@commitlint/config-conventional", "@commitlint/config-conventional"),
        ("types", "vite/client", "vite"),
    ],
)
def test_names(rule: str, name: str, package: str | None) -> None:
    assert RULES[rule](name) == package
