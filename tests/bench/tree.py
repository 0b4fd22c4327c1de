"""A Next.js app of any number of modules, made by a seed: what `buildcheck check` and knip are measured on.

Modules are of ordinary size (some 60 to 140 lines): components with hooks and JSX, helpers, pages. Each imports up to
six others and a package or two, so that there is a graph to resolve; nothing is wrong with it.
"""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.test", "-c", "commit.gpgSign=false")
_PER_PAGE = 25
_PACKAGES = {"next": "15.5.9", "react": "19.1.2", "react-dom": "19.1.2", "clsx": "2.1.1", "zod": "3.25.76"}
_TYPES = {"typescript": "5.9.3", "@types/react": "19.1.2", "@types/node": "22.15.3"}


def make(folder: Path, modules: int) -> Path:
    """Write an app of ``modules`` modules into ``folder``, as a git repository with one commit, and give its path."""
    chance = random.Random(modules)
    folder.mkdir(parents=True)
    _settings(folder)
    components = [f"components/area{number % 40}/part{number}" for number in range(modules)]
    for number, name in enumerate(components):
        below = components[number + 1 : number + 60]
        text = _component(number, chance.sample(below, min(len(below), chance.randint(1, 6))), chance)
        _write(folder / "src" / f"{name}.tsx", text)
    for number in range(0, modules, _PER_PAGE):
        _write(folder / f"src/app/page{number}/page.tsx", _page(components[number : number + _PER_PAGE]))
    _write(folder / "src/app/layout.tsx", _LAYOUT)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "bench"]):
        subprocess.run([*_GIT, *command], cwd=folder, check=True)
    return folder


def change(folder: Path, number: int) -> None:
    """Change one module, as an editor does between two runs."""
    path = folder / "src/components/area0/part0.tsx"
    path.write_text(path.read_text("utf-8") + f"\nexport const change{number} = {number};\n", "utf-8")


def _settings(folder: Path) -> None:
    manifest = {
        "name": "bench",
        "private": True,
        "scripts": {"build": "next build"},
        "dependencies": _PACKAGES,
        "devDependencies": _TYPES,
    }
    options = {"strict": True, "jsx": "preserve", "moduleResolution": "bundler", "module": "esnext", "noEmit": True}
    paths = {"compilerOptions": {**options, "paths": {"@/*": ["./src/*"]}}, "include": ["**/*.ts", "**/*.tsx"]}
    (folder / "package.json").write_text(json.dumps(manifest, indent=2))
    (folder / "tsconfig.json").write_text(json.dumps(paths, indent=2))
    (folder / ".gitignore").write_text("node_modules/\n.next/\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _component(number: int, uses: list[str], chance: random.Random) -> str:
    names = [name.rpartition("part")[2] for name in uses]
    lines = ['"use client";', "", 'import { useEffect, useMemo, useState } from "react";', 'import clsx from "clsx";']
    lines += [f'import {{ Part{each} }} from "@/{name}";' for each, name in zip(names, uses, strict=True)]
    lines += ["", f"interface Part{number}Props {{", "  title: string;", "  values?: readonly number[];", "}", ""]
    for helper in range(chance.randint(2, 6)):
        lines += [
            f"function helper{helper}(values: readonly number[], factor = {chance.randint(1, 9)}): number {{",
            "  let total = 0;",
            "  for (const value of values) {",
            "    if (value > factor) {",
            "      total += value * factor;",
            "    } else if (value < 0) {",
            '      throw new Error(`negative value ${value} in "values"`);',
            "    }",
            "  }",
            "  return total;",
            "}",
            "",
        ]
    lines += [
        f"export function Part{number}({{ title, values = [] }}: Part{number}Props) {{",
        "  const [open, setOpen] = useState(false);",
        "  const total = useMemo(() => helper0(values) + helper1(values, 2), [values]);",
        "  useEffect(() => {",
        "    document.title = open ? `${title} (${total})` : title;",
        "  }, [open, title, total]);",
        "  return (",
        '    <section className={clsx("rounded border p-4", open && "shadow")}>',
        '      <button type="button" onClick={() => setOpen((before) => !before)} aria-expanded={open}>',
        "        {title}",
        "      </button>",
        '      {open ? <p className="text-sm">{total}</p> : null}',
    ]
    lines += [f'      <Part{each} title="{each}" />' for each in names]
    return "\n".join([*lines, "    </section>", "  );", "}", ""])


def _page(components: list[str]) -> str:
    names = [(name.rpartition("part")[2], name) for name in components]
    imports = [f'import {{ Part{number} }} from "@/{name}";' for number, name in names]
    parts = [f'      <Part{number} title="Part {number}" />' for number, _ in names]
    body = ["export default function Page() {", "  return (", "    <main>", *parts, "    </main>", "  );", "}", ""]
    return "\n".join([*imports, "", *body])


_LAYOUT = """export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
"""
