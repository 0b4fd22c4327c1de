"""Reads of the environment: who runs them, under which conditions, and through which functions of the file."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.model.module import EnvRead, Module


def read(source: str) -> Module:
    module = module_of(source.encode(), "tsx")
    assert module.error is None
    return module


def only(source: str) -> EnvRead:
    found = read(source).env
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("source", "within"),
    [
        ("if (!process.env.A) throw 1;", ()),
        ("export const a = process.env.A;", ("a",)),
        ("export default function Page() { return process.env.A }", ("default",)),
        ("const a = process.env.A; export function b() { return a } function c() { return 1 }", ("a", "b")),
        ("function a() { return process.env.A } function b() { return a() } export { b as c };", ("a", "c")),
        ("function a() { return process.env.A } a();", ()),
        ("const a = process.env.A; if (!a) { throw 1 } export const b = 1", ()),
        ("const a = process.env.A; export { a as b }; export const c = 1", ("b",)),
        ("const a = () => process.env.A; register(a)", ("a",)),
        ("const a = process.env.A; if (typeof window === 'undefined' && !a) { throw 1 }", ("a",)),
    ],
)
def test_which_declarations_run_it(source: str, within: tuple[str, ...]) -> None:
    assert only(source).within == within


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ("const a = typeof window === 'undefined' ? process.env.A : '';", True),
        ("function f() { if (typeof window !== 'undefined') return ''; return process.env.A }", True),
        ("const a = isServer && process.env.A;", True),
        ("if (process.env.NEXT_RUNTIME === 'nodejs') { f(process.env.A) }", True),
        ("const a = typeof process !== 'undefined' && process.env.A;", True),
        ("if (process.env.NEXT_PUBLIC_SERVER_URL) { f(process.env.A) }", False),
        ("const a = serverUrl ?? process.env.A;", False),
        ("function f() { return process.env.A } function g() { return typeof window }", False),
    ],
)
def test_conditions_about_where_code_runs(source: str, guarded: bool) -> None:
    assert [each.guarded for each in read(source).env if each.name == "A"] == [guarded]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('function get(k) { return process.env[k] }\nget("A_B");', [("A_B", False)]),
        ('const get = (k: string) => process.env[k] ?? "";\nget("A_B");', [("A_B", True)]),
        ('function get(k, d) { return process.env[k] ?? d }\nget("A_B");', [("A_B", False)]),
        ('function get(k, d) { return process.env[k] ?? d }\nget("A_B", 1);', [("A_B", True)]),
        ('const get = (k) => process.env[k];\nfunction must(k) { return get(k)! }\nmust("A_B");', [("A_B", False)]),
        ('for (const k of ["A", "B"]) if (!process.env[k]) throw k;', [("A", False), ("B", False)]),
        ('const all = ["A"]; all.filter((k) => !process.env[k]);', [("A", False)]),
        ('const key = "A"; process.env[key];', [("A", False)]),
        ("for (const k of load()) process.env[k];", []),
    ],
)
def test_keys_that_the_file_tells(source: str, expected: list[tuple[str, bool]]) -> None:
    assert [(each.name, each.fallback) for each in read(source).env if each.name is not None] == expected


def test_a_function_that_others_call() -> None:
    given = read("export function get(name: string) { return process.env[name] }")
    assert [(each.name, each.argument) for each in given.env_getters] == [("get", 0)]
    asks = read('import { get } from "./env";\nexport const a = get("A_B") ?? 1; get(name); get("not one");').env_asks
    assert [(each.variable, each.module, each.name, each.fallback) for each in asks] == [("A_B", "./env", "get", True)]


def test_types_of_the_environment() -> None:
    text = (
        "declare namespace NodeJS { interface ProcessEnv { A_B: string; C_D?: string } }\ninterface Env { X: string }"
    )
    assert [each.text for each in read(text).env_types] == ["A_B", "C_D"]


def test_what_goes_with_the_data_functions_of_a_page() -> None:
    page = """
    import { a } from "./a"; import { b } from "./b"; import { c } from "./c"; import { d } from "./d"; import "./e";
    const helper = () => b();
    export async function getServerSideProps() { return { props: { x: a(), y: helper(), d } } }
    export default function Page() { return c(d) }
    """
    assert read(page).stripped == ("./a", "./b")
    assert read(page.replace("getServerSideProps", "other")).stripped == ()


@pytest.mark.parametrize(
    ("source", "empty"),
    [
        ('f(process.env.A ?? "");', True),
        ("f((process.env.A as string) || '');", True),
        ("f(process.env.A ?? undefined);", True),
        ('f(process.env.A ?? "/");', False),
        ('f("" ?? process.env.A);', False),
        ("f(process.env.A!);", False),
        ('a = other ?? process.env.A ?? ""', True),
        ('a = (other || process.env.A!) || "b"', False),
        ("a = process.env.A ?? other ?? ''", False),
    ],
)
def test_what_it_falls_back_on_is_empty(source: str, empty: bool) -> None:
    assert only(source).empty == empty


@pytest.mark.parametrize(
    ("source", "at_load"),
    [
        ("function a() { return process.env.A } export const b = connect(a());", True),
        ("const a = () => process.env.A; a();", True),
        ("function a() { return process.env.A } function b() { return a() } export const c = b();", True),
        ("function a() { return process.env.A } export function b() { return a() }", False),
        ("function a() { return () => process.env.A } export const b = a();", False),
        ("const a = { b() { return process.env.A } }; export const c = a.b;", False),
        ("function a() { a(); return process.env.A } export { a };", False),
        ("const a = memo(() => process.env.A); export const b = a();", False),
    ],
)
def test_what_a_statement_of_the_module_calls_runs_when_it_is_loaded(source: str, at_load: bool) -> None:
    assert only(source).nested is not at_load


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('const a = process.env.A || "text"', True),
        ("const a = (process.env.A as string) ?? `text`", True),
        ('const a = process.env.A || ""', False),
        ("const a = process.env.A || other", False),
        ('const a = process.env.A || (isDev ? "text" : stop())', False),
        ('const a = isDev ? process.env.A || "text" : process.env.A', False),
        (
            'if (process.env.NODE_ENV === "production" && !process.env.A) stop(); const a = process.env.A || "text"',
            False,
        ),
        ('const a = process.env.A === "text"', False),
    ],
)
def test_a_text_of_the_source_that_stands_in(source: str, expected: bool) -> None:
    found = [each for each in module_of(source.encode(), "typescript").env if each.name == "A"]
    assert any(each.written_out for each in found) is expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('const a = process.env.A ?? "http://localhost:3000"', True),
        ('const a = `${process.env.A || "http://127.0.0.1"}/api`', True),
        ('const a = process.env.A || "https://acme.io"', False),
        ('const a = process.env.A || "http://localhost.acme.io"', False),
        ("const a = process.env.A ?? local", False),
    ],
)
def test_an_address_of_this_machine_that_stands_in(source: str, expected: bool) -> None:
    assert [each.local_default for each in module_of(source.encode(), "typescript").env] == [expected]
