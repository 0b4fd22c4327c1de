"""Which imported names TypeScript erases, in which declaration a call stands, and what is written out."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.model.module import Language


@pytest.mark.parametrize(
    ("use", "erased"),
    [
        ("", True),
        ("export type T = A;", True),
        ("let x: A.B;", True),
        ("let x: typeof A;", True),
        ("let x: typeof A.b;", True),
        ("let x: Map<A, string>;", True),
        ("A();", False),
        ("new A();", False),
        ("class B extends A {}", False),
        ("export { A };", False),
        ("const o = { A };", False),
        ("const e = <A />;", False),
        ("const e = <A.B />;", False),
        ("const e = A.b;", False),
        ("@A class B {}", False),
    ],
)
def test_what_typescript_erases(use: str, erased: bool) -> None:
    module = module_of(f'import {{ A }} from "./a";\n{use}\n'.encode(), "tsx")
    assert module.imports[0].erased == (("A",) if erased else ())
    assert module.imports[0].loads is not erased


@pytest.mark.parametrize("language", ["javascript", "jsx"])
def test_javascript_keeps_every_import(language: Language) -> None:
    (request,) = module_of(b'import { A } from "./a";\n', language).imports
    assert request.erased == ()
    assert request.loads


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("export default function Page() { cookies(); }", "default"),
        ("export default () => { cookies(); };", "default"),
        ("function Page() { cookies(); }\nexport default Page;", "default"),
        ("function Page() { cookies(); }\nexport { Page as default };", "default"),
        ("export async function GET() { await cookies(); }", "GET"),
        ("export const load = async () => cookies();", "load"),
        ("const load = () => cookies();\nexport { load as read };", "read"),
        ("function own() { cookies(); }", "own"),
        ("cookies();", None),
    ],
)
def test_the_declaration_that_a_call_stands_in(text: str, within: str | None) -> None:
    (call,) = module_of(f'import {{ cookies }} from "next/headers";\n{text}\n'.encode(), "javascript").calls
    assert call.within == within


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('cookies().get("a");', "get"),
        ('const store = cookies(); store.get("a");', "get"),
        ("const store = cookies(); later(() => store.set());", "set"),
        ('const store = cookies(); (await store).get("a");', None),
        ("return cookies();", None),
    ],
)
def test_what_is_read_of_the_result_of_a_call(text: str, read: str | None) -> None:
    source = f'import {{ cookies }} from "next/headers";\nexport async function f() {{ {text} }}\n'
    (call,) = module_of(source.encode(), "javascript").calls
    assert call.read == read


@pytest.mark.parametrize(
    ("value", "literal"),
    [
        ('"edge"', True),
        ("60", True),
        ("`edge`", True),
        ('"edge" as const', True),
        ('["a", { b: /x/, "c": null }]', True),
        ("60 * 60", False),
        ("-1", False),
        ("name", False),
        ("`${name}`", False),
        ("[...names]", False),
        ("{ name }", False),
        ("{ ...rest }", False),
    ],
)
def test_what_is_written_out(value: str, literal: bool) -> None:
    (export,) = module_of(f"export const runtime = {value};\n".encode(), "typescript").exports
    assert export.literal is literal


@pytest.mark.parametrize("text", ["export let a = 1;", "const a = 1;\nexport { a };", "export function a() {}"])
def test_only_a_constant_is_written_out(text: str) -> None:
    (export,) = module_of(text.encode(), "typescript").exports
    assert export.literal is None


@pytest.mark.parametrize(
    ("props", "plain"),
    [
        ("{ params: { id: string } }", ["params"]),
        ("Props", ["params"]),
        ("{ params: Promise<{ id: string }>; searchParams: { q: string } }", ["searchParams"]),
        ("{ params: any }", []),
        ("Elsewhere", []),
    ],
)
def test_props_that_are_declared_as_plain_objects(props: str, plain: list[str]) -> None:
    text = f"type Props = {{ params: {{ id: string }} }};\nexport default function Page({{ params }}: {props}) {{}}\n"
    assert [each.prop for each in module_of(text.encode(), "tsx").prop_types] == plain
