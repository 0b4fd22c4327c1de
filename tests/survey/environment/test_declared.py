"""What declares variables, what gives a build their values, what schemas expect of them and who they belong to."""

from __future__ import annotations

from tests.survey.environment.conftest import NEXT, VITE, Read

CODE = "".join(f"process.env.{each};\n" for each in ("A_B", "C_D", "E_F", "G_H", "I_J", "K_L"))


def test_each_kind_of_file(read: Read) -> None:
    found = read(
        {
            "package.json": NEXT.replace('"next build"', '"A_B=1 next build"'),
            "lib/all.js": CODE,
            "turbo.json": '{ "globalEnv": ["A_B"], "tasks": { "build": { "env": ["C_D", "NEXT_PUBLIC_*"] } } }',
            "next.config.mjs": 'export default { env: { E_F: "1", G_H: process.env.G_H } }',
            "env.d.ts": "declare namespace NodeJS { interface ProcessEnv { I_J: string } }",
            "Dockerfile": "FROM node:22 AS made\nCOPY . .\nARG A_B\nENV C_D=x UNRELATED=1\n",
            "vercel.json": '{ "env": { "E_F": "x" } }',
            ".github/workflows/ci.yml": "on: push\nenv:\n  G_H: x\njobs:\n  test:\n    env:\n      UNRELATED: 1\n",
            "docker-compose.yml": "services:\n  web:\n    build:\n      args: [I_J]\n    environment:\n      K_L: x\n",
            "env.sample": "A_B=\n#K_L=\n",
        }
    )
    said = {
        name: {(each.by, each.gives, each.of) for each in variable.declarations}
        for name, variable in found.variables.items()
    }
    assert said == {
        "A_B": {
            ("turbo", False, None),
            ("dockerfile-arg", False, "made"),
            ("script", True, "build"),
            ("example", False, None),
        },
        "C_D": {("turbo", False, "build"), ("dockerfile-env", False, "made")},
        "E_F": {("config", True, None), ("host", False, "vercel")},
        "G_H": {("config", False, None), ("ci", False, None)},
        "I_J": {("types", False, None), ("compose", False, "web")},
        "K_L": {("compose", False, "web"), ("example", False, None)},
    }
    assert found.variables["C_D"].declarations[0].at.line == 1


def test_env_files_give_what_the_build_loads(read: Read) -> None:
    found = read({".env": "A_B=1\n", ".env.example": "C_D=\n", ".env.development": "E_F=1\n", "lib/all.js": CODE})
    assert {
        name: variable.given is not None for name, variable in found.variables.items() if variable.declarations
    } == {
        "A_B": True,
        "C_D": False,
        "E_F": False,
    }


def test_a_schema_of_another_module(read: Read) -> None:
    found = read(
        {
            "lib/schema.ts": 'import { z } from "zod";\nexport const schema = z.object({ A_B: z.url(), C_D: other });\n'
            'const other = z.string().default("x");',
            "lib/index.ts": 'export * from "./schema";',
            "lib/env.ts": 'import { schema } from "./index";\nexport const env = schema.parse(process.env);',
            "app/api/x/route.ts": 'import { env } from "../../../lib/env";\nexport const GET = () => env;',
        }
    )
    assert [each.type for each in found.variables["A_B"].expectations] == ["url"]
    reads = found.variables["A_B"].reads
    assert [(each.at.path, each.how, each.where, each.at_import) for each in reads] == [
        ("lib/env.ts", "schema", ("server",), True)
    ]
    assert found.variables["C_D"].has_default
    assert not found.variables["A_B"].has_default
    assert found.unnamed == ()


def test_a_function_of_another_module_names_what_it_is_asked_for(read: Read) -> None:
    found = read(
        {
            "lib/env.js": "export function must(name) { return process.env[name] }",
            "lib/index.js": 'export { must } from "./env";',
            "app/api/x/route.js": 'import { must } from "../../../lib/index"; export const GET = () => must("A_B");',
        }
    )
    assert [(each.how, each.where) for each in found.variables["A_B"].reads] == [("dynamic", ("server",))]
    assert found.unnamed == ()


def test_whose_variables_they_are(read: Read) -> None:
    names = ("STRIPE_SECRET_KEY", "NEXT_PUBLIC_SUPABASE_ANON_KEY", "OUR_TOKEN", "NEXT_PUBLIC_OUR_TOKEN", "VERCEL_URL")
    found = read({"lib/all.js": "".join(f"process.env.{each};\n" for each in (*names, "VERCEL_API_TOKEN"))})
    said = {name: found.variables[name].sensitivity for name in names}
    assert said == dict(zip(names, ("secret", "public", "secret", "unknown", "unknown"), strict=True))
    assert found.variables["STRIPE_SECRET_KEY"].service == "stripe"
    assert found.variables["VERCEL_URL"].platform == "Vercel"
    assert found.variables["VERCEL_API_TOKEN"].platform is None


def test_what_only_development_sets_nobody_has_to_declare(read: Read) -> None:
    found = read({"package.json": VITE, "desktop/main.js": "const server = process.env.VITE_DEV_SERVER_URL"})
    assert found.variables["VITE_DEV_SERVER_URL"].platform == "Electron's bundlers, in development"


def test_a_line_of_an_example_by_another_name_counts_once(read: Read) -> None:
    found = read({"example.env": "A_B=1\n# C_D=\n", "lib/all.js": CODE}).variables
    assert [[str(each.at) for each in found[name].declarations] for name in ("A_B", "C_D")] == [
        ["example.env:1"],
        ["example.env:2"],
    ]
