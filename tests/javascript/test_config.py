"""Configurations in the forms that projects write, and what is known of their keys."""

from __future__ import annotations

import pytest

from buildcheck.javascript.config import config_of

KNOWN_EXPORT = [
    "export default { output: 'export' }",
    "module.exports = { output: 'export' }",
    "const c: NextConfig = { output: 'export' } as const; export default c satisfies NextConfig",
    "const base = { output: 'export' }; export default { ...base, a: 1 }",
    "const c = {}; c.output = 'export'; module.exports = c",
    "module.exports = {}; module.exports.output = 'export'",
    "exports.output = 'export'",
    "export default defineConfig({ output: 'export' })",
    "export default withX({ output: 'export' })",
    "export default withA(withB({ output: 'export' }), { silent: true })",
    "module.exports = require('x')({ dest: 'public' })({ output: 'export' })",
    "export default () => plugins.reduce((acc, next) => next(acc), { output: 'export' })",
    "export default async (phase) => { const c = { output: 'export' }; return withX(c) }",
    "const { PHASE_PRODUCTION_BUILD: P } = require('next/constants'); "
    "module.exports = (phase) => { if (phase === 'phase-production-build') return { output: 'export' }; return {} }",
    "import { PHASE_DEVELOPMENT_SERVER } from 'next/constants'; "
    "export default (phase) => phase === PHASE_DEVELOPMENT_SERVER ? {} : { output: 'export' }",
    "const prod = process.env.NODE_ENV === 'production'; export default { output: prod ? 'export' : undefined }",
    "function make() { return { output: 'export' } } export default make()",
    "export default Object.assign({}, { output: 'export' })",
    "enum Output { Export = 'export' } export default { output: Output.Export }",
    "const key = 'output'; export default { [key]: `ex${'port'}` }",
]


@pytest.mark.parametrize("source", KNOWN_EXPORT)
def test_a_value_is_known(source: str) -> None:
    answer = config_of(source.encode(), "next.config.ts").get("output")
    assert (answer.state, answer.value) == ("known", "export")


@pytest.mark.parametrize(
    ("source", "state", "possible"),
    [
        ("export default {}", "absent", ()),
        ("module.exports = { output: undefined }", "absent", ()),
        ("export default { output: process.env.A ? 'export' : 'standalone' }", "maybe", ("export", "standalone")),
        ("export default { ...(process.env.A && { output: 'export' }) }", "maybe", ("export",)),
        ("const c = {}; if (process.env.A) c.output = 'export'; export default c", "maybe", ("export",)),
        ("export default { output: process.env.OUTPUT }", "unknown", ()),
        ("import base from './base'; export default { ...base }", "unknown", ()),
        ("export default withX({})", "unknown", ()),
        ("const c = make(c); export default c", "unknown", ()),
        ("let c = { output: 'export' }; c = other(); export default c", "maybe", ("export",)),
        ("export const a = 1", "unknown", ()),
    ],
)
def test_what_is_not_certain(source: str, state: str, possible: tuple[str, ...]) -> None:
    answer = config_of(source.encode(), "next.config.ts").get("output")
    assert (answer.state, tuple(each for each in answer.possible if each)) == (state, possible)


def test_the_variable_is_named() -> None:
    answer = config_of(b"export default { basePath: process.env.BASE }", "next.config.mjs").get("basePath")
    assert [getattr(each, "env", None) for each in answer.nodes] == ["BASE"]


def test_wrappers_are_named_and_a_known_one_leaves_other_keys_absent() -> None:
    source = "import withBundleAnalyzer from '@next/bundle-analyzer'; export default withBundleAnalyzer({})({ a: 1 })"
    config = config_of(source.encode(), "next.config.mjs")
    assert config.wrappers == ("withBundleAnalyzer",)
    assert config.get("output").state == "absent"
    assert config.get("webpack").state == "unknown"


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        (
            "import plugin from 'next-intl/plugin'; const withIntl = plugin(); export default withIntl({ a: 1 })",
            ("turbopack", "experimental"),
        ),
        (
            "import { withSentryConfig } from '@sentry/nextjs'; export default withSentryConfig({}, { org: 'o' })",
            ("rewrites", "productionBrowserSourceMaps"),
        ),
        ("module.exports = require('@next/mdx')()({ a: 1 })", ("webpack", "turbopack")),
        (
            "const { withContentlayer } = require('next-contentlayer'); module.exports = withContentlayer({})",
            ("webpack",),
        ),
    ],
)
def test_common_wrappers_leave_the_output_as_it_is(source: str, unknown: tuple[str, ...]) -> None:
    config = config_of(source.encode(), "next.config.mjs")
    assert (config.get("output").state, config.get("distDir").state) == ("absent", "absent")
    assert {config.get(each).state for each in unknown} == {"unknown"}


def test_json_with_comments() -> None:
    config = config_of(b'\xef\xbb\xbf// c\n{ "extends": ["next", "b",], /* d */ }', ".eslintrc.json")
    assert config.get("extends").state == "known"
