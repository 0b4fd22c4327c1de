"""The files of hosts: which settings are read, with their lines, and that broken ones end nothing."""

from __future__ import annotations

import pytest

from tests.survey.deployment.conftest import Read

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "text", "key", "expected"),
    [
        ("vercel.json", '{\n  "outputDirectory": "dist"\n}', "outputDirectory", ("dist", 2)),
        ("netlify.toml", '[build]\npublish = "out"\n', "build.publish", ("out", 2)),
        ("firebase.json", '{\n  "hosting": {\n    "public": "build"\n  }\n}', "hosting.public", ("build", 3)),
        ("fly.toml", "[build]\ndockerfile = 'Dockerfile.web'\n", "build.dockerfile", ("Dockerfile.web", 2)),
        (
            "wrangler.jsonc",
            '{ // pages\n  "pages_build_output_dir": "./dist",\n}',
            "pages_build_output_dir",
            ("./dist", None),
        ),
        ("railway.json", '{ "deploy": { "startCommand": "npm start" } }', "deploy.startCommand", ("npm start", 1)),
        ("Procfile", "# processes\nweb: npm start\n", "web", ("npm start", 2)),
        ("amplify.yml", "frontend:\n  artifacts:\n    baseDirectory: .next\n", "artifacts.baseDirectory", (".next", 3)),
        (
            "render.yaml",
            "services:\n  - type: web\n    staticPublishPath: ./dist\n",
            "staticPublishPath",
            ("./dist", 3),
        ),
    ],
)
def test_a_setting_and_its_line(read: Read, name: str, text: str, key: str, expected: tuple[str, int | None]) -> None:
    (made,) = read({name: text}).deployments
    setting = made.get(key)
    assert setting is not None
    assert (setting.value, setting.at.line) == expected
    assert setting.at.path == name


@pytest.mark.parametrize(
    "name", ["vercel.json", "netlify.toml", "amplify.yml", "render.yaml", ".github/workflows/a.yml"]
)
@pytest.mark.parametrize("text", [BOMB, DEEP, "\x00", "- - -", "null", "services: 3\napplications: x\njobs: [1]\n", ""])
def test_a_broken_or_hostile_file_ends_nothing(read: Read, name: str, text: str) -> None:
    assert all(each.settings == () for each in read({name: text}).deployments)


def test_variables_of_a_host_are_named_and_their_values_left_out(read: Read) -> None:
    toml = '[build.environment]\nTOKEN = "hunter2"\nNODE_VERSION = "22"\n'
    yaml = "services:\n  - type: web\n    envVars:\n      - key: TOKEN\n        value: hunter2\n"
    found = read(
        {"netlify.toml": toml, "render.yaml": yaml, "wrangler.toml": '[vars]\nTOKEN = "hunter2"\n'}
    ).deployments
    assert "hunter2" not in repr(found)
    assert "NODE_VERSION" in repr(found)
    assert {each.kind for each in found if "TOKEN" in repr(each)} == {"netlify", "render", "cloudflare"}


def test_what_netlify_sets_for_production_comes_first(read: Read) -> None:
    toml = '[build]\npublish = "dist"\n[context.production]\npublish = "out"\n'
    publish = read({"netlify.toml": toml}).deployments[0].get("build.publish")
    assert publish is not None
    assert publish.value == "out"


@pytest.mark.parametrize(
    ("step", "folder"),
    [
        ("uses: actions/upload-pages-artifact@v3\n        with: { path: ./out }", "./out"),
        ("uses: actions/upload-pages-artifact@v3", "_site/"),
        ("uses: peaceiris/actions-gh-pages@v4\n        with: { publish_dir: dist }", "dist"),
        ("uses: JamesIves/github-pages-deploy-action@v4\n        with: { folder: build }", "build"),
    ],
)
def test_workflows_that_publish_pages(read: Read, step: str, folder: str) -> None:
    text = f"on: push\njobs:\n  pages:\n    steps:\n      - run: npm run build\n      - {step}\n"
    (made,) = read({".github/workflows/pages.yml": text}).deployments
    publish = made.get("publish")
    assert made.kind == "github-pages"
    assert publish is not None
    assert publish.value == folder
