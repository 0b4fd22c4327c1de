"""Files that nothing imports and that the build reads all the same, and those that it makes."""

from __future__ import annotations

from typing import Any

import pytest

from buildcheck.model.difference import Difference
from tests.observe.machines import Developer

MANIFEST: dict[str, Any] = {
    "name": "demo",
    "version": "1.0.0",
    "scripts": {"build": "next build"},
    "dependencies": {"next": "15.5.9", "react": "19.1.0", "react-dom": "19.1.0"},
}


@pytest.fixture
def app(developer: Developer) -> Developer:
    """A machine with a Next.js app."""
    page, layout = "export default () => null\n", "export default ({ children }) => children\n"
    rules = ("node_modules", "api/", "*.local", ".next/", "next-env.d.ts", "public/sw.js", "/app/client", "generated")
    developer.write({"package.json": MANIFEST, "app/page.tsx": page, "app/layout.tsx": layout})
    developer.write({".gitignore": "\n".join(rules)})
    developer.commit()
    return developer


def of(developer: Developer, path: str) -> Difference:
    developer.write({path: "export default 1\n"})
    found = developer.diff(everything=True)
    return next(each for each in found if each.kind == "file" and f"{path}/".startswith(each.subject))


@pytest.mark.parametrize(
    ("path", "weight"),
    [
        ("app/about/page.tsx", "changes"),
        ("src/app/(shop)/@cart/default.jsx", "changes"),
        ("app/icon.svg", "changes"),
        ("app/sitemap.ts", "changes"),
        ("pages/blog/[slug].mdx", "changes"),
        ("app/(admin)/layout.tsx", "may-break"),
        ("middleware.ts", "changes"),
        ("public/logo.png", "changes"),
        ("app/about/notes.txt", "harmless"),
        ("app/button.tsx", "harmless"),
        ("lib/page.tsx", "harmless"),
    ],
)
def test_what_next_reads_by_its_place(app: Developer, path: str, weight: str) -> None:
    found = of(app, path)
    assert found.weight == weight
    assert (found.close is not None) == (weight != "harmless")


def test_a_folder_of_routes_that_a_rule_hides(app: Developer) -> None:
    found = of(app, "app/api/health/route.ts")
    assert (found.subject, found.weight) == ("app/api/", "changes")
    assert found.close == "Narrow the rule in .gitignore:2, for example to `/api/`, then git add app/api/."


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (".env.local", "What it sets is told as variables, where the build reads them."),
        ("node_modules/x/index.js", "The install makes its own."),
        (".next/BUILD_ID", "The build makes its own."),
        ("next-env.d.ts", "The build makes its own."),
        ("public/sw.js", "Nothing is known to read it."),
        ("app/client/index.ts", "Nothing is known to read it."),
        ("app/generated/prisma/index.ts", "Nothing is known to read it."),
    ],
)
def test_what_a_clean_build_has_of_its_own(app: Developer, path: str, said: str) -> None:
    found = of(app, path)
    assert (found.weight, found.consequence) == ("harmless", said)


def test_a_configuration_of_postcss_above(app: Developer) -> None:
    (app.project.parent / "postcss.config.mjs").touch()
    (app.project.parent / ".eslintrc.json").touch()
    found = {each.subject: each.weight for each in app.diff(everything=True) if each.kind == "outside"}
    assert found == {"~/code/postcss.config.mjs": "changes", "~/code/.eslintrc.json": "harmless"}
    app.write({"postcss.config.js": "module.exports = {}\n"}, commit=True)
    found = {each.subject: each.weight for each in app.diff(everything=True) if each.kind == "outside"}
    assert set(found.values()) == {"harmless"}


def test_other_frameworks_have_other_places(developer: Developer) -> None:
    assert of(developer, "app/about/page.tsx").weight == "harmless"
