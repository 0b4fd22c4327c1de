"""Small sources and what is found in them."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.model.module import Language, Module
from buildcheck.model.syntax import Function, Known, Listing


def read(source: str, language: Language = "tsx") -> Module:
    module = module_of(source.encode(), language)
    assert module.error is None
    return module


@pytest.mark.parametrize(
    ("source", "specifier", "kind", "names", "types"),
    [
        ('import a, { b as c, type D } from "x"; a(c)', "x", "import", ("default", "b", "D"), ("D",)),
        ("import * as a from 'x'", "x", "import", ("*",), ()),
        ('import "x"', "x", "import", (), ()),
        ('import type { A } from "x"', "x", "type", ("A",), ("A",)),
        ('import a = require("x")', "x", "require", ("*",), ()),
        ('export { a as default, type B } from "x"', "x", "export", ("a", "B"), ("B",)),
        ('export * from "x"', "x", "export", ("*",), ()),
        ('export * as y from "x"', "x", "export", ("*",), ()),
        ('export type { A } from "x"', "x", "type", ("A",), ("A",)),
        ('const { a, b: c } = require("x")', "x", "require", ("a", "b"), ()),
        ('require("x").a', "x", "require", ("a",), ()),
        ('require("x")', "x", "require", (), ()),
        ("import(`x`)", "x", "dynamic", (), ()),
        ('const { a } = await import("x")', "x", "dynamic", ("a",), ()),
        ('const f = () => import("x").then((m) => m.A)', "x", "dynamic", ("A",), ()),
        ('const f = () => import("x").then(({ A }) => A)', "x", "dynamic", ("A",), ()),
        ('type A = import("x").B', "x", "type", ("*",), ("*",)),
        ('let a: typeof import("x")', "x", "type", ("*",), ("*",)),
        ('/// <reference types="x" />', "x", "type", (), ()),
        ("/** @jsxImportSource x */", "x/jsx-runtime", "import", ("jsx",), ()),
        ('require.resolve("x")', "x", "resolve", (), ()),
        ('new URL("./x.png", import.meta.url)', "./x.png", "url", (), ()),
        ('vi.mock("x", () => 1)', "x", "mock", (), ()),
        (r'import "\x61\u{62}"', "ab", "import", (), ()),
    ],
)
def test_imports(source: str, specifier: str, kind: str, names: tuple[str, ...], types: tuple[str, ...]) -> None:
    (found,) = read(source, "typescript").imports
    assert (found.specifier, found.kind, found.names, found.types) == (specifier, kind, names, types)


@pytest.mark.parametrize(
    "source", ["import(x)", "require(`a${b}`)", '// import "x"', '"import a from b"', "import.meta.url"]
)
def test_what_is_no_import(source: str) -> None:
    assert read(source).imports == ()


@pytest.mark.parametrize(
    ("source", "guarded", "nested"),
    [
        ('require("x")', False, False),
        ('try { require("x") } catch {}', True, False),
        ('import("x").catch(() => null)', True, False),
        ('function f() { require("x") }', False, True),
        ('(() => { require("x") })()', False, False),
        ('(async () => { await import("x") })()', False, False),
        ('class A { b() { return import("x") } }', False, True),
    ],
)
def test_whether_an_import_may_fail_and_when_it_runs(source: str, guarded: bool, nested: bool) -> None:
    (found,) = read(source).imports
    assert (found.guarded, found.nested) == (guarded, nested)


@pytest.mark.parametrize(
    ("source", "name", "form", "component"),
    [
        ("export default function P() {}", "default", "function", True),
        ("export default async () => null", "default", "async-function", True),
        ("const P = memo(() => null); export default P", "default", "value", True),
        ("export default class A {}", "default", "class", True),
        ("export default {}", "default", "value", False),
        ("export default 'a' as const", "default", "value", False),
        ("const a = 1; export { a as default }", "default", "value", False),
        ("export { default } from 'x'", "default", "reexport", True),
        ("export * from 'x'", "*", "reexport", False),
        ("export function* g() {}", "g", "generator", False),
        ("export const { a: { b } } = c", "b", "value", False),
        ("export type A = 1", "A", "type", False),
        ("export enum E { A }", "E", "value", False),
        ("interface A {} export { A }", "A", "type", False),
        ("module.exports = function () {}", "default", "function", True),
        ("exports.a = 1", "a", "value", False),
        ("module.exports = { a, b: 1 }", "b", "value", False),
    ],
)
def test_exports(source: str, name: str, form: str, component: bool) -> None:
    found = read(source, "typescript").export(name)
    assert found is not None
    assert (found.form, found.component) == (form, component)


def test_values_of_exports() -> None:
    module = read(
        'export const dynamic = "force-static", revalidate = 60 * 1;'
        "export async function generateStaticParams() { return [] }"
    )
    dynamic, revalidate, params = (module.export(name) for name in ("dynamic", "revalidate", "generateStaticParams"))
    assert dynamic is not None
    assert revalidate is not None
    assert params is not None
    assert isinstance(dynamic.value, Known)
    assert dynamic.value.value == "force-static"
    assert not isinstance(revalidate.value, Known)
    assert isinstance(params.value, Function)
    assert params.value.returns == Listing(items=(), line=1, column=114)


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ('// c\n"use strict"; "use client"', "file"),
        ('import "x"; "use client"', "misplaced"),
        ('("use client")', "parenthesised"),
        ('async function f() { "use client"; }', "function"),
        ('const f = () => { a(); "use client" }', "misplaced"),
    ],
)
def test_directives(source: str, where: str) -> None:
    assert [each.where for each in read(source).directives if each.text == "use client"] == [where]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("process.env.A", [("A", "member", False)]),
        ("globalThis.process?.env?.A", [("A", "alias", False)]),
        ('process.env["A"] ?? 1', [("A", "index", True)]),
        ("process.env.A || null", [("A", "member", True)]),
        ("!!process.env.A", [("A", "member", True)]),
        ('process.env.A && process.env.A.trim() !== ""', [("A", "member", True), ("A", "member", True)]),
        ("process.env.A && process.env.B ? 1 : 2", [("A", "member", True), ("B", "member", True)]),
        ("process.env.A ? new B(process.env.A) : null", [("A", "member", True), ("A", "member", True)]),
        ("!process.env.A ? f(process.env.A) : 1", [("A", "member", False), ("A", "member", False)]),
        ("f(process.env.A && process.env.B)", [("A", "member", True), ("B", "member", False)]),
        ("process.env.A! || b", [("A", "member", True)]),
        ("process.env.A?.split(',') ?? []", [("A", "member", True)]),
        ("process.env.A === 'x'", [("A", "member", True)]),
        ("if (!process.env.A) throw 1", [("A", "member", False)]),
        (
            "const { A, B: c = 1, ...d } = process.env",
            [("A", "destructure", False), ("B", "destructure", True), (None, "whole", False)],
        ),
        ("const { env } = process; env.A", [("A", "alias", False)]),
        ("const { env: { A } } = process", [("A", "destructure", False)]),
        ("const e = process.env; e.A; function f(e) { e.B }", [("A", "alias", False)]),
        ('import { env as e } from "node:process"; e.A', [("A", "alias", False)]),
        ("process.env[a]", [(None, "dynamic", False)]),
        ("f({ ...process.env })", [(None, "whole", False)]),
        ("process.env.A = '1'; delete process.env.B", []),
        ("if (typeof process.env !== 'undefined') {}", []),
        ("// process.env.A\n'process.env.B'", []),
        ("import.meta.env.VITE_A", [("VITE_A", "member", False)]),
        ('Deno.env.get("A")', [("A", "index", False)]),
    ],
)
def test_reads_of_the_environment(source: str, expected: list[tuple[str | None, str, bool]]) -> None:
    assert [(each.name, each.how, each.fallback) for each in read(source).env] == expected


def test_calls_of_imported_names() -> None:
    module = read(
        'import dynamic from "next/dynamic"; import * as R from "react"; import { f } from "./f";'
        'dynamic(() => import("./x"), { ssr: false }); function A() { R.useState(1); f(1); g(2) }'
    )
    assert [(each.module, each.name, each.member, each.nested) for each in module.calls] == [
        ("next/dynamic", "default", None, False),
        ("react", "*", "useState", True),
        ("./f", "f", None, True),
    ]
    assert [len(each.arguments) for each in module.calls] == [2, 1, 0]


def test_elements_handlers_and_attributes() -> None:
    module = read(
        'import Link from "next/link"; function A() { const go = () => 1; return <div onClick={go} onBlur={props.b}>'
        "<Link href={`/a`} prefetch={false}>a &amp; b & c</Link><b />"
        '<form action={async () => { "use server" }} /></div> }'
    )
    assert [(each.name, each.module, each.handlers, each.attributes) for each in module.elements] == [
        ("div", None, ("onClick",), {}),
        ("Link", "next/link", (), {"href": "/a", "prefetch": "false"}),
        ("form", None, (), {}),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("export default function P({ params }) { params.id }", [("default", "params", "id", False)]),
        ("export default async function P({ params }) { (await params).id }", [("default", "params", "id", True)]),
        (
            "export default async function P({ params: p }) { const { a } = await p }",
            [("default", "params", "a", True)],
        ),
        ("export default function P({ params: { id } }) {}", [("default", "params", "id", False)]),
        ("export default function P(props) { props.searchParams.q }", [("default", "searchParams", "q", False)]),
        (
            'import { use } from "react"; const P = ({ params }) => use(params).id; export default P',
            [("default", "params", "id", True)],
        ),
        ("export async function GET(request, { params }) { return params.id }", [("GET", "params", "id", False)]),
        ("function Inner({ params }) { params.id }", []),
    ],
)
def test_reads_of_props_that_are_promises(source: str, expected: list[tuple[str, str, str | None, bool]]) -> None:
    assert [(each.export, each.prop, each.key, each.awaited) for each in read(source).properties] == expected


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("window.a", ["window"]),
        ("function f() { window.a }", []),
        ("typeof window === 'undefined' ? 1 : window.a", []),
        ("if (typeof document !== 'undefined') { document.a }", []),
        ("const location = 1; location", []),
        ("a.window; ({ window: 1 })", []),
        ("let a: typeof window", []),
    ],
)
def test_browser_globals_at_the_top(source: str, names: list[str]) -> None:
    assert [each.name for each in read(source, "typescript").globals] == names


def test_paths_of_one_machine_and_pragmas() -> None:
    module = read(
        'const a = "/Users/ann/app/x", b = "https://a.b/home/c/d", c = "C:\\\\Users\\\\ann\\\\x"; import "..\\\\d";\n'
        "// buildcheck: ignore[a-b, c] it is meant\n"
    )
    assert [each.text for each in module.texts] == ["/Users/ann/app/x", "C:\\Users\\ann\\x", "..\\d"]
    assert [(each.checks, each.reason, each.line) for each in module.pragmas] == [(("a-b", "c"), "it is meant", 2)]


def test_style_sheets() -> None:
    module = read(
        '@import "a" layer(x); @plugin "b"; @source not "c"; @media x { .d { composes: e f from "./g.css"; '
        "background: url(h.png), url(data:x) } }",
        "css",
    )
    assert [(each.specifier, each.kind, each.names) for each in module.imports] == [
        ("a", "style", ("@import",)),
        ("b", "style", ("@plugin",)),
        ("c", "style", ("@source",)),
        ("./g.css", "style", ("composes",)),
        ("h.png", "url", ()),
    ]


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("mdx", "---\na: b\n---\nimport A from './a'\n\nimport is a word\n\n```\nimport B from 'b'\n```\n"),
        (
            "vue",
            "<template><script>import 'b'</script></template>\n<p>{{ a < b }}</p>\n\n"
            "<script>import A from './a'</script>",
        ),
        ("svelte", "<script lang='ts'>\n\n\nimport type { A } from './a'</script>{#if a < b}"),
        ("astro", "---\n\n\nimport A from './a'\n---\n<A />"),
    ],
)
def test_javascript_in_other_files(language: Language, source: str) -> None:
    module = read(source, language)
    assert [(each.specifier, each.line, each.erased) for each in module.imports] == [("./a", 4, ())]
    assert not module.lacks("default")


def test_columns_count_characters() -> None:
    (found,) = read("const é = '🙂'; require('x')").imports
    assert (found.line, found.column) == (1, 24)


def test_the_first_error_is_named() -> None:
    assert module_of(b"const a = 1\nconst = 2\n", "typescript").error == 2
