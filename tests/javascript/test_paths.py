"""Paths that a configuration makes of its own folder."""

from __future__ import annotations

import pytest

from buildcheck.javascript.config import config_of
from buildcheck.model.syntax import Table, Unknown

FILE = """
import path, { resolve } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
const here = path.dirname(fileURLToPath(import.meta.url))
export default defineConfig(({ mode }) => ({ alias: { '@': EXPRESSION } }))
"""


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ("path.resolve(__dirname, './src')", "src"),
        ("path.resolve('src')", "src"),
        ("resolve(process.cwd(), '../shared/src')", "../shared/src"),
        ("fileURLToPath(new URL('./src', import.meta.url))", "src"),
        ("new URL('./src', import.meta.url).pathname", "src"),
        ("path.join(here, 'src', 'lib')", "src/lib"),
        ("path.join(import.meta.dirname, 'src')", "src"),
        ("path.dirname(path.join(__dirname, 'src'))", "."),
        ("path.resolve('/srv')", None),
        ("path.resolve(__dirname, process.env.FOLDER)", None),
        ("new URL('./src', other)", None),
        ("make(__dirname)", None),
    ],
)
def test_a_path_of_the_file_itself(expression: str, path: str | None) -> None:
    found = config_of(FILE.replace("EXPRESSION", expression).encode(), "vite.config.ts", {})
    table = found.get("alias").node
    assert isinstance(table, Table)
    value = table.entries["@"]
    assert isinstance(value, Unknown)
    assert value.path == path
