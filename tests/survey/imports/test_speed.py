"""Ten thousand modules with fifty thousand imports resolve in about a second."""

from __future__ import annotations

import time

from buildcheck.model.module import Import, Module
from buildcheck.model.project import Entry, Manifest, Project, Source
from buildcheck.survey.imports.graph import read_graph
from buildcheck.survey.imports.read import Read

# Three times what it takes on a busy machine with two slow cores.
SECONDS = 4.0


def test_ten_thousand_modules() -> None:
    paths = [f"src/part{number // 100}/file{number}.ts" for number in range(10_000)]
    modules = {path: Module(language="typescript", imports=tuple(_imports(at))) for at, path in enumerate(paths)}
    manifest = Manifest(path="package.json", name="demo", scripts={"build": "node x.js"})
    entries = tuple(Entry(path=path, kind="file", size=1) for path in (*paths, "package.json", "tsconfig.json"))
    source = Source(kind="folder", root="/nowhere", entries=entries)
    project = Project(source=source, app=".", install_root=".", manifest=manifest, root_manifest=manifest)
    documents = {"tsconfig.json": {"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}}
    started = time.process_time()
    found = read_graph(project, Read(modules=modules, documents=documents))
    seconds = time.process_time() - started
    assert sum(map(len, found.edges.values())) == 50_000
    assert {each.outcome for each in found.edges[paths[500]]} == {"file", "package", "missing"}
    assert seconds < SECONDS


def _imports(at: int) -> list[Import]:
    near, far = at - at % 100 + (at + 1) % 100, (at * 7) % 10_000
    texts = (f"./file{near}", f"@/part{far // 100}/file{far}", f"../part{far // 100}/file{far}", "react", f"./gone{at}")
    return [Import(line=line, column=1, specifier=text, kind="import") for line, text in enumerate(texts, start=1)]
