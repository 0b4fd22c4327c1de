"""What the scripts of a manifest call."""

from __future__ import annotations

import pytest

from buildcheck.model.project import Manifest
from buildcheck.survey.dependencies.called_scripts import Call, calls


def called(text: str, **scripts: str) -> list[Call]:
    manifest = Manifest(path="package.json", scripts={"build": text, **scripts})
    return [each for each in calls(manifest, "build") if each.manager is None]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("next build", ["next"]),
        ("rimraf dist && tsc -b && vite build; echo done", ["rimraf", "tsc", "vite", "echo"]),
        ("NODE_ENV=production CI=1 next build", ["next"]),
        ("cross-env NODE_ENV=production next build", ["cross-env", "next"]),
        ("dotenv -e .env.local -- next build", ["dotenv", "next"]),
        ("pnpm exec prisma generate", ["prisma"]),
        ("yarn next build", ["next"]),
        ("bun run tsup", ["tsup"]),
        ("node_modules/.bin/next build", ["next"]),
        ("./scripts/build.sh && sh scripts/x.sh", ["sh"]),
        ("$BUILD_TOOL build", []),
        ("cd ../shared && tsc", ["cd"]),
        ("husky || true", []),
        ('[ -n "$CI" ] && upload', []),
        ("if [ -f x ]; then prepare-x; fi", []),
        ('concurrently "tsc -w" "npm:css" -k', ["concurrently", "tsc"]),
        ("npx prisma@6 generate", []),
        ("npm --prefix web run build", []),
        ("yarn install --frozen-lockfile", []),
        ('echo "unfinished', ["echo"]),
    ],
)
def test_commands(text: str, commands: list[str]) -> None:
    assert [each.command for each in called(text) if each.command] == commands


def test_npx_downloads_what_it_starts_and_pnpm_exec_does_not() -> None:
    assert called("npx svgo -f src") == [Call(command="svgo", downloads=True)]
    assert called("pnpm exec svgo -f src") == [Call(command="svgo")]
    assert called("pnpm dlx svgo -f src") == [Call(command="svgo", downloads=True)]


@pytest.mark.parametrize(
    "text", ["npm run css", "yarn css", "pnpm run css", "run-s css", "npm-run-all cs*", 'concurrently "npm:css"']
)
def test_scripts_of_the_same_manifest(text: str) -> None:
    assert Call(script="css") in called(text, css="sass src:dist")
