"""Validation schemas as syntax: types, limits, defaults and optionality of each library, and where they are applied."""

from __future__ import annotations

import pytest

from buildcheck.javascript.parse import module_of
from buildcheck.model.module import EnvSchema, Module, SchemaField

Z = 'import { z } from "zod";\n'
V = 'import * as v from "valibot";\n'
E = 'import { cleanEnv, str, num, bool, port, url } from "envalid";\n'
J = 'import Joi from "joi";\n'


def read(source: str) -> Module:
    module = module_of(source.encode(), "typescript")
    assert module.error is None
    return module


def schema(source: str) -> EnvSchema:
    found = read(source).env_schemas
    assert len(found) == 1
    return found[0]


def facts(field: SchemaField) -> dict[str, object]:
    """What is said of a key beside its name and place."""
    names = set(field.__struct_fields__) - {"name", "line", "column"}
    return {name: getattr(field, name) for name in names if getattr(field, name) not in (None, False, (), "string")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("z.string()", {}),
        ("z.string().min(32).max(64)", {"least": 32, "most": 64}),
        ("z.string().url().optional()", {"type": "url", "optional": True}),
        ("z.url({ protocol: /^https?$/ })", {"type": "url", "protocols": ("https", "http")}),
        ("z.email().default('a@b.test')", {"type": "email", "default": True}),
        ("z.string().regex(/^a+$/).startsWith('a').endsWith('z')", {"pattern": "^a+$", "starts": "a", "ends": "z"}),
        ("z.coerce.number().int().min(1).lt(10)", {"type": "integer", "least": 1, "most": 9}),
        ("z.enum(['a', 'b']).catch('a')", {"type": "enum", "choices": ("a", "b"), "default": True}),
        ("z.enum(LEVELS)", {"type": "enum", "choices": ("low", "high")}),
        ("z.literal('x').nullish()", {"type": "enum", "choices": ("x",), "optional": True}),
        ("z.union([z.literal('a'), z.literal('b')])", {"type": "enum", "choices": ("a", "b")}),
        ("z.string().url().or(z.literal(''))", {"type": "url"}),
        ("z.stringbool()", {"type": "boolean"}),
        ("z.preprocess((x) => x === 'true', z.boolean())", {"type": "boolean", "opaque": True}),
        ("z.string().transform(Number).pipe(z.number().min(3))", {"type": "number", "least": 3, "opaque": True}),
        ("z.string().refine((x) => x.length > 3)", {"opaque": True}),
        ("shared.optional()", {"type": "uuid", "optional": True}),
        ("elsewhere", {"opaque": True}),
        ("process.env.NODE_ENV === 'production' ? z.string().min(1) : z.string().optional()", {"least": 1}),
    ],
)
def test_zod(text: str, expected: dict[str, object]) -> None:
    names = 'import { elsewhere } from "./x";\nconst LEVELS = ["low", "high"] as const;\n'
    begin = f"{names}const shared = z.string().uuid();\n"
    found = schema(f"{Z}{begin}z.object({{ A_KEY: {text} }}).parse(process.env);")
    assert facts(found.fields[0]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v.string()", {}),
        ("v.pipe(v.string(), v.url(), v.minLength(5))", {"type": "url", "least": 5}),
        ("v.optional(v.picklist(['a']), 'a')", {"type": "enum", "choices": ("a",), "optional": True, "default": True}),
        ("v.pipe(v.string(), v.regex(/^sk_/), v.check((x) => !!x))", {"pattern": "^sk_", "opaque": True}),
        ("v.pipe(v.string(), v.transform((x) => parseInt(x, 10)))", {"type": "number", "opaque": True}),
    ],
)
def test_valibot(text: str, expected: dict[str, object]) -> None:
    found = schema(f"{V}export const env = v.parse(v.object({{ A_KEY: {text} }}), process.env);")
    assert (found.by, found.applied, found.within) == ("valibot", True, ("env",))
    assert facts(found.fields[0]) == expected


def test_envalid() -> None:
    table = "A: str(), B: port({ default: 3 }), C: bool({ devDefault: true }), D: str({ choices: ['x', 'y'] })"
    found = schema(f"{E}export const env = cleanEnv(process.env, {{ {table} }});")
    assert [facts(each) for each in found.fields] == [
        {},
        {"type": "port", "default": True},
        {"type": "boolean"},
        {"type": "enum", "choices": ("x", "y")},
    ]


def test_joi_keys_may_be_missing_unless_they_are_required() -> None:
    found = schema(f"{J}Joi.object({{ A_B: Joi.string().uri().required(), C_D: Joi.number() }}).validate(process.env);")
    assert [facts(each) for each in found.fields] == [{"type": "url"}, {"type": "number", "optional": True}]


def test_t3_env_tells_sides_apart() -> None:
    found = schema(
        'import { createEnv } from "@t3-oss/env-nextjs";\n'
        f"{Z}export const env = createEnv({{ server: {{ A: z.string() }}, client: {{ NEXT_PUBLIC_B: z.string() }},"
        " shared: { NODE_ENV: z.enum(['production']) },"
        " experimental__runtimeEnv: { NEXT_PUBLIC_B: process.env.NEXT_PUBLIC_B } });"
    )
    assert [(each.name, each.side) for each in found.fields] == [
        ("A", "server"),
        ("NEXT_PUBLIC_B", "client"),
        ("NODE_ENV", None),
    ]
    assert (found.by, found.applied, found.whole) == ("t3-env", True, True)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("base.extend({ C_D: z.string() })", ["A_B", "C_D"]),
        ("base.merge(z.object({ C_D: z.string() }))", ["A_B", "C_D"]),
        ("z.object({ ...base.shape, C_D: z.string() })", ["A_B", "C_D"]),
        ("base.omit({ A_B: true }).extend({ C_D: z.string() })", ["C_D"]),
    ],
)
def test_schemas_that_are_put_together(text: str, names: list[str]) -> None:
    source = f"{Z}const base = z.object({{ A_B: z.string() }});\nconst env = ({text}).parse(process.env);"
    found = [each for each in read(source).env_schemas if each.applied]
    assert [each.name for schema in found for each in schema.fields] == names


def test_a_schema_for_something_else_is_none() -> None:
    form = "const form = z.object({ name: z.string(), email: z.string() }); form.parse(body);"
    assert read(Z + form).env_schemas == ()


def test_a_schema_that_is_applied_elsewhere_is_known_by_its_name() -> None:
    given = read(Z + "const inner = z.object({ A_B: z.string() });\nexport { inner as schema };")
    assert [(each.name, each.applied) for each in given.env_schemas] == [("schema", False)]
    used = read('import { schema } from "./schema";\nexport const env = schema.safeParse({ A_B: process.env.A_B });')
    assert [(each.module, each.name, each.whole) for each in used.schema_uses] == [("./schema", "schema", False)]
    assert [(each.name, each.validated) for each in used.env] == [("A_B", True)]
