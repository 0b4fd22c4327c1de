"""What the build reads: entries, what they lead to, and what is type-checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.survey.imports.scene import NEXT_15, VITE, manifest, surveyed

SHELL = "export default ({ children }) => children\n"


def test_a_next_app(tmp_path: Path) -> None:
    files = {
        "package.json": manifest(NEXT_15, "node scripts/before.mjs && next build"),
        "next.config.mjs": "import { own } from './own.mjs'\nexport default own\n",
        "own.mjs": "export const own = {}\n",
        "scripts/before.mjs": "",
        "app/layout.jsx": SHELL,
        "app/page.jsx": "import { A } from '../lib/a'\nimport type from './page.test'\nexport default A\n",
        "app/page.test.jsx": "",
        "app/loading.jsx": "export default () => null\n",
        "app/helper.jsx": "",
        "lib/a.jsx": "export { B as A } from './b'\n",
        "lib/b.jsx": "'use client'\nexport const B = () => null\n",
        "middleware.js": "export function middleware() {}\n",
        "lib/dead.jsx": "import './gone'\n",
    }
    found = surveyed(tmp_path, files)
    assert found.reached is not None
    assert {"own.mjs", "scripts/before.mjs", "app/loading.jsx", "lib/b.jsx", "middleware.js"} <= set(found.reached)
    assert not {"app/helper.jsx", "lib/dead.jsx"} & set(found.reached)
    assert found.chain("lib/b.jsx") == ("app/page.jsx", "lib/a.jsx", "lib/b.jsx")
    assert "lib/b.jsx" in found.client
    assert "lib/b.jsx" not in found.server
    assert "lib/a.jsx" in found.server
    assert found.breaks(found.edges["lib/dead.jsx"][0]) is None


def test_a_vite_app(tmp_path: Path) -> None:
    page = (
        '<script type="module" src="/src/main.js"></script><script src="/old.js"></script><link rel="icon" href="/i">'
    )
    files = {
        "package.json": manifest(VITE, "vite build"),
        "index.html": page,
        "src/main.js": "import('./lazy')\n",
        "src/lazy.js": "",
        "src/dead.js": "",
    }
    found = surveyed(tmp_path, files)
    assert found.reached == {"index.html": None, "src/main.js": "index.html", "src/lazy.js": "src/main.js"}


def test_where_a_framework_tells_vite_to_begin_is_not_known(tmp_path: Path) -> None:
    start = {"dependencies": {"vite": "8.0.0", "@tanstack/react-start": "1.166.2"}}
    files = {
        "package.json": manifest(start, "vite build"),
        "vite.config.js": "export default {}\n",
        "src/router.js": "import './env'\n",
        "src/env.js": "export const url = process.env.DATABASE_URL\n",
        "drizzle.config.js": "import { url } from './src/env'\nexport default { url }\n",
    }
    found = surveyed(tmp_path, files)
    assert found.reached is None
    (read,) = found.environment.variables["DATABASE_URL"].reads
    assert "server" in read.where


@pytest.mark.parametrize(
    ("build", "reached"),
    [
        ("node build.js", {"build.js": None, "lib.js": "build.js"}),
        ("rimraf dist && node ./build", {"build.js": None, "lib.js": "build.js"}),
        ("make all", None),
    ],
)
def test_a_build_by_a_script(tmp_path: Path, build: str, reached: dict[str, str | None] | None) -> None:
    files = {"package.json": manifest({}, build), "build.js": "require('./lib')\n", "lib.js": "", "other.js": ""}
    assert surveyed(tmp_path, files).reached == reached


TYPED_VITE = {"dependencies": {"vite": "6.0.5", "typescript": "5.9.3"}}
BOTH = {"app/page.tsx", "lib/a.ts"}
TSCONFIG = {"include": ["**/*.ts", "**/*.tsx"], "exclude": ["node_modules", "scripts", "**/*.test.ts"]}


@pytest.mark.parametrize(
    ("config", "build", "base", "checked"),
    [
        ("", "next build", NEXT_15, BOTH),
        ("export default { typescript: { ignoreBuildErrors: true } }", "next build", NEXT_15, set()),
        ("export default { typescript: { ignoreBuildErrors: false } }", "next build", NEXT_15, BOTH),
        ("", "vite build", TYPED_VITE, set()),
        ("", "tsc && vite build", TYPED_VITE, BOTH),
        ("", "tsc -b; vite build", TYPED_VITE, BOTH),
        ("", "tsc || true; vite build", TYPED_VITE, set()),
    ],
)  # fmt: skip
def test_what_is_type_checked(tmp_path: Path, config: str, build: str, base: dict[str, Any], checked: set[str]) -> None:
    files = {
        "package.json": manifest(base, build),
        "tsconfig.json": TSCONFIG,
        "app/page.tsx": "export default () => null\n",
        "lib/a.ts": "",
        "lib/a.test.ts": "",
        "scripts/seed.ts": "",
        "scripts/js.js": "",
        **({"next.config.mjs": config} if config else {}),
    }
    assert surveyed(tmp_path, files).checked == checked


def test_comments_that_silence_the_type_checker(tmp_path: Path) -> None:
    text = (
        "// @ts-expect-error: made later\nimport { a } from './gone'\nimport { b } from './lost'\nexport const c = a\n"
    )
    files = {
        "package.json": manifest(NEXT_15),
        "tsconfig.json": TSCONFIG,
        "app/page.tsx": "export default () => null\n",
        "lib/a.ts": text,
    }
    found = surveyed(tmp_path, files)
    gone, lost = found.edges["lib/a.ts"]
    assert (found.breaks(gone), found.breaks(lost)) == (None, "types")
