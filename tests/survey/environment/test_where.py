"""Where reads run, which routes include them, and which can never get a value."""

from __future__ import annotations

import pytest

from buildcheck.model.environment import Inventory
from tests.survey.environment.conftest import VITE, Read

CLIENT = '"use client";\n'
LAYOUT = "export default function Layout({ children }) { return <html><body>{children}</body></html> }"
PAGE = "export default function Page() { return <p>{process.env.A_B}</p> }"


def where(found: Inventory, name: str = "A_B") -> set[str]:
    return {each for read in found.variables[name].reads for each in read.where}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app/page.jsx": PAGE}, {"server"}),
        ({"app/page.jsx": CLIENT + PAGE}, {"browser"}),
        ({"app/page.jsx": "export const runtime = 'edge';\n" + PAGE}, {"server", "edge"}),
        ({"app/api/x/route.js": "export function GET() { return Response.json(process.env.A_B) }"}, {"server"}),
        ({"middleware.js": "export function middleware() { process.env.A_B }", "app/page.jsx": LAYOUT}, {"edge"}),
        ({"pages/index.jsx": PAGE}, {"browser"}),
        ({"pages/api/x.js": "export default (q, s) => s.json(process.env.A_B)"}, {"server"}),
        ({"pages/index.jsx": "export const getStaticProps = () => ({ props: { a: process.env.A_B } });\n"
                             "export default function Page() { return 1 }"}, {"server"}),
        ({"next.config.mjs": "export default { basePath: process.env.A_B }"}, {"config"}),
        ({"lib/unused.js": "export const a = process.env.A_B"}, {"unreached"}),
        ({"lib/a.test.js": "process.env.A_B"}, {"test"}),
        ({"instrumentation-client.js": "start(process.env.A_B)", "app/page.jsx": LAYOUT}, {"browser"}),
    ],
)  # fmt: skip
def test_next(read: Read, files: dict[str, str], expected: set[str]) -> None:
    assert where(read({"app/layout.jsx": LAYOUT, **files} if "app/page.jsx" in files else files)) == expected


def test_layouts_below_a_configuration_that_an_unknown_wrapper_makes(read: Read) -> None:
    files = {
        "next.config.mjs": 'import withIt from "with-it";\nexport default withIt({});',
        "app/layout.jsx": f'import "../lib/a";\n{LAYOUT}',
        "app/page.jsx": "export default function Page() { return 1 }",
        "lib/a.js": "process.env.A_B",
    }
    assert where(read(files)) == {"server"}


def test_commands_and_schemas_of_prisma(read: Read) -> None:
    manifest = (
        '{ "name": "demo", "dependencies": { "next": "15.5.6" }, "scripts": '
        '{ "build": "node a.mjs && prisma migrate deploy && next build", "seed": "node b.mjs", '
        '"start": "x $S_T ${U_V:-1}" } }'
    )
    schema = 'datasource db {\n  url = env("DATABASE_URL")\n  directUrl = env("DIRECT_URL") // env("NOT")\n}\n'
    found = read(
        {
            "package.json": manifest,
            "a.mjs": "process.env.A_B",
            "b.mjs": "process.env.C_D",
            "prisma/schema.prisma": schema,
        }
    )
    assert {name: where(found, name) for name in found.variables} == {
        "A_B": {"build"},
        "C_D": {"script"},
        "DATABASE_URL": {"build", "server"},
        "DIRECT_URL": {"build"},
        "S_T": {"script"},
        "U_V": {"script"},
    }
    assert found.variables["U_V"].has_default


def test_scripts_that_run_others_by_name_or_pattern(read: Read) -> None:
    scripts = '"build": "npm-run-all check db:* && run-s app", "app": "next build"'
    files = {
        "package.json": f'{{ "name": "demo", "dependencies": {{ "next": "15.5.6" }}, "scripts": {{ {scripts}, '
        '"check": "node check.mjs", "db:make": "prisma generate", "seed": "node seed.mjs" } }',
        "check.mjs": "process.env.A_B",
        "seed.mjs": "process.env.C_D",
        "prisma.config.ts": "import { env } from 'prisma/config';\nexport default { url: env('DATABASE_URL') };\n",
    }
    found = read(files)
    assert {name: where(found, name) for name in found.variables} == {
        "A_B": {"build"},
        "C_D": {"script"},
        "DATABASE_URL": {"build"},
    }


def test_a_configuration_of_prisma_that_nothing_loads_asks_for_nothing(read: Read) -> None:
    config = "import { env } from 'prisma/config';\nexport default { url: env('DATABASE_URL') };\n"
    assert where(read({"prisma.config.ts": config}), "DATABASE_URL") == {"script"}
    assert "DATABASE_URL" not in read({"prisma.config.ts": config.replace("prisma/config", "./env")}).variables


def test_routes_that_include_a_read(read: Read) -> None:
    files = {
        "app/layout.jsx": LAYOUT,
        "app/page.jsx": "export default function Page() { return 1 }",
        "app/shop/layout.jsx": 'import "../../lib/a"; export default function Layout() { return 1 }',
        "app/shop/[id]/page.jsx": "export default function Page() { return 1 }",
        "app/api/x/route.js": 'import "../../../lib/a"; export function GET() {}',
        "lib/a.js": "process.env.A_B",
    }
    assert set(read(files).variables["A_B"].reads[0].routes) == {"/shop/[id]", "/api/x"}


def barriers(found: Inventory) -> dict[str, str | None]:
    return {name: variable.reads[0].barrier for name, variable in found.variables.items()}


def test_what_the_browser_asks_of_other_modules(read: Read) -> None:
    found = read(
        {
            "app/layout.jsx": LAYOUT,
            "app/page.jsx": CLIENT + 'import { one, three } from "../lib";\nexport default () => one() + three;',
            "lib/index.js": 'export { one, two as three } from "./a"; export * from "./b";',
            "lib/a.js": "export const one = () => process.env.ONE;\nexport const two = process.env.TWO;\n"
            "export const four = () => process.env.FOUR;",
            "lib/b.js": "export const five = () => process.env.FIVE;",
        }
    )
    assert barriers(found) == {"ONE": "name", "TWO": "name", "FOUR": None, "FIVE": None}
    assert where(found, "FOUR") == {"unreached"}


def test_what_both_sides_share_is_not_judged(read: Read) -> None:
    client = CLIENT + 'import { a } from "../lib/a";\nexport const Part = () => a;'
    page = 'import { Part } from "./part"; import { a } from "../lib/a";\nexport default () => a ? <Part /> : null;'
    found = read(
        {
            "app/layout.jsx": LAYOUT,
            "app/page.jsx": page,
            "app/part.jsx": client,
            "lib/a.js": "export const a = process.env.A_B",
        }
    )
    assert where(found) == {"server", "browser"}
    assert barriers(found) == {"A_B": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("process.env.NEXT_PUBLIC_A", (True, None)),
        ('process.env["NEXT_PUBLIC_A"]', (True, None)),
        ("process?.env.NEXT_PUBLIC_A", (None, None)),
        ("(({ NEXT_PUBLIC_A }) => NEXT_PUBLIC_A)(process.env)", (False, "key")),
        ("process.env.A_B", (False, "name")),
        ("process.env.GIVEN", (True, None)),
        ("process.env.NODE_ENV", (None, None)),
        ("import.meta.env.VITE_A", (False, "object")),
    ],
)
def test_what_next_writes_into_client_code(read: Read, text: str, expected: tuple[bool | None, str | None]) -> None:
    config = 'import withIt from "with-it";\nexport default withIt({ env: { GIVEN: "1" } });'
    found = read({"next.config.mjs": config, "app/page.jsx": f"{CLIENT}export default () => {text};"})
    reads = [each for variable in found.variables.values() for each in variable.reads] or list(found.unnamed)
    assert [(each.inlined, each.barrier) for each in reads] == [expected]


@pytest.mark.parametrize(
    ("text", "barrier"),
    [
        ("import.meta.env.VITE_A", None),
        ("import.meta.env.MODE", None),
        ("import.meta.env.A_B", "name"),
        ("process.env.A_B", "object"),
        ("process.env.DEFINED", None),
        ("process.env.NODE_ENV", None),
    ],
)
def test_what_vite_gives_client_code(read: Read, text: str, barrier: str | None) -> None:
    files = {
        "package.json": VITE,
        "index.html": '<title>%VITE_TITLE%</title><script type="module" src="/main.js"></script>',
        "main.js": f"show({text});",
        "vite.config.js": "export default { define: { 'process.env.DEFINED': '1' } }",
    }
    found = read(files)
    assert where(found, "VITE_TITLE") == {"browser"}
    assert [
        each.barrier for name in found.variables if name != "VITE_TITLE" for each in found.variables[name].reads
    ] == [barrier]
