"""Any bytes give a module and a configuration, in bounded time."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildcheck.javascript.config import config_of
from buildcheck.javascript.parse import LONGEST, module_of
from buildcheck.model.module import Language, Module
from buildcheck.model.syntax import ConfigFile

LANGUAGES: tuple[Language, ...] = (
    "javascript",
    "jsx",
    "typescript",
    "tsx",
    "css",
    "mdx",
    "vue",
    "svelte",
    "astro",
)
# Pieces that lead into every reader, put together at random.
PIECES = (
    'import a, { b as c, type D } from "x";',
    "import r = require('q');",
    "export default ",
    "export const x = ",
    "export { a as default } from 'y'",
    "module.exports = ",
    "exports.a.b = ",
    "Object.assign(a, ",
    "process.env",
    "import.meta.env",
    "const { env } = process;",
    "const a = ",
    "let b;",
    "enum E { A, B = 2 }",
    "function f({ params, ...props }) {",
    "async (phase, { a }) => ",
    "return ",
    "if (a) ",
    "switch (a) { case 1: ",
    "try {",
    "await ",
    "use(params)",
    "params.id",
    "typeof window",
    "window.x",
    "<a href='x' onClick={() => 1}>",
    "</a>",
    "<script lang='ts'>",
    "</script>",
    "---\n",
    "```\n",
    "`a${",
    '"use client";',
    "('use server')",
    "withX({})(",
    "a.b[c]",
    "...a",
    "a ? b : c",
    "a || b",
    "!a",
    "-1",
    "0x1_0n",
    "/re/g",
    "[1, 2",
    "{ a: 1, [b]: 2, get c() { return 1 } ",
    "}",
    ")",
    "]",
    ",",
    ";",
    ":",
    "=>",
    "@import url(x.css);",
    "url(",
    "composes: a from 'x';",
    "// buildcheck: ignore[a] b\n",
    "/// <reference types='x' />\n",
    "'\\u{110000}\\ud800'",
    "\n",
    " ",
    "é",
    "&",
    "C:\\\\Users\\\\a",
    'import { z } from "zod";',
    'import * as v from "valibot";',
    'import { createEnv } from "@t3-oss/env-nextjs";',
    "z.object({ A_B: ",
    "z.string().min(1)",
    "v.pipe(v.string(), ",
    ".extend({ C_D: ",
    ".parse(process.env)",
    "createEnv({ server: { A_B: ",
    'get("A_B")',
    "for (const k of ",
    "process.env[k]",
)
TEXTS = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(st.sampled_from(PIECES), max_size=25).map(lambda parts: "".join(parts).encode()),
)


@given(text=TEXTS, language=st.sampled_from(LANGUAGES))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_module_that_can_be_kept(text: bytes, language: Language) -> None:
    module = module_of(text, language)
    assert module.language == language
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(module), type=Module) == module


@given(text=TEXTS, name=st.sampled_from(("next.config.js", "next.config.ts", "vite.config.mts", ".eslintrc.json")))
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_configuration(text: bytes, name: str) -> None:
    config = config_of(text, name)
    assert msgspec.json.decode(msgspec.json.encode(config), type=ConfigFile) == config
    config.get("images", "unoptimized")


DEEP = {
    "brackets": b"[" * 200_000,
    "closed brackets": b"const a = " + b"[" * 50_000 + b"]" * 50_000,
    "objects": b"export default " + b"{a:" * 50_000 + b"1" + b"}" * 50_000,
    "functions": b"export const a = " + b"() => " * 50_000 + b"1",
    "calls": b"export default " + b"withX(" * 50_000 + b"{}" + b")" * 50_000,
    "members": b"export const a = process.env" + b".a" * 100_000,
    "conditions": b"export default " + b"a ? b : " * 50_000 + b"c",
    "sums": b"export const a = " + b"'a' + " * 50_000 + b"'b'",
    "elements": b"const a = " + b"<a href='x'>" * 30_000,
    "templates": b"`${" * 50_000,
    "statements": b"if (a) {" * 50_000,
    "assignments": b"exports.a = " * 30_000 + b"1",
    "blocks of css": b"a{" * 100_000,
    "functions of css": b"a{b:" + b"url(" * 100_000,
}
WIDE = {
    "one line": b"const a = 1; " * 60_000,
    "parameters": b"process.env.A;" * 30_000,
    "aliases": b"const env = process.env;" + b"env.A;" * 20_000,
    "windows": b"window.a;" * 40_000,
    "imports": b'import a from "x";\n' * 30_000,
    "exports": b"".join(b"exports.x%d = 1;" % number for number in range(30_000)),
    "objects": b"const o = {};" + b"".join(b"o.x%d = 1;" % number for number in range(20_000)) + b"export default o",
    "laughs": b"const a0 = [1];"
    + b"".join(b"const a%d = [a%d, a%d, a%d];" % (n, n - 1, n - 1, n - 1) for n in range(1, 40))
    + b"export default a39",
    "choices": b"const a0 = x ? {a: 1} : {b: 2};"
    + b"".join(b"const a%d = {...a%d, ...(y%d ? a%d : {})};" % (n, n - 1, n, n - 1) for n in range(1, 40))
    + b"export default a39",
    "calls": b"function f(a) { return g(a, a) } function g(a, b) { return [f(a), f(b)] } export default f(1)",
    "props": b"export default function P({ params }) {" + b"params.a;" * 20_000 + b"}",
    "keys": b'const all = ["A"];' + b"for (const k of all) process.env[k];" * 10_000,
    "schemas": b'import { z } from "zod"; const a0 = z.string();'
    + b"".join(b"const a%d = z.union([a%d, a%d, a%d, a%d]);" % (n, *[n - 1] * 4) for n in range(1, 40))
    + b"z.object({ "
    + b"A_B: a39, " * 300
    + b"}).parse(process.env)",
    "tables": b'import { z } from "zod"; const a0 = { A_B: z.string() };'
    + b"".join(b"const a%d = { ...a%d, ...a%d, ...a%d };" % (n, n - 1, n - 1, n - 1) for n in range(1, 40))
    + b"z.object(a39).merge(z.object(a38)).parse(process.env)",
    "alternatives": b'import { z } from "zod"; z.object({ A_B: '
    + b"a ? z.string() : " * 300
    + b"b }).parse(process.env)",
    "guards": b"if (typeof window) {" + b"f(process.env.A_B);" * 20_000 + b"}",
    "not JavaScript": bytes(range(256)) * 3000,
    "no end": b"/* " + b"*" * 500_000,
    "quotes": b"'\"`" * 100_000,
}


CASES = [(name, "tsx") for name in (*DEEP, *WIDE)] + [(name, "css") for name in ("blocks of css", "functions of css")]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_hostile_texts_take_bounded_time(name: str, language: Language) -> None:
    text = (DEEP | WIDE)[name][:LONGEST]
    began = time.process_time()
    module_of(text, language)
    config_of(text, "next.config.ts")
    assert time.process_time() - began < 25
