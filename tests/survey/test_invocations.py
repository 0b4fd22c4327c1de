"""Shell text: the commands in it, what only starts them, and what is not certain to run."""

from __future__ import annotations

import pytest

from buildcheck.survey.invocations import invocations, invocations_of_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("next build", [("next", "build")]),
        ("npx -y next build", [("next", "build")]),
        ("pnpm exec next build", [("next", "build")]),
        ("yarn next build", [("next", "build")]),
        ("bunx --bun next build", [("next", "build")]),
        ("dotenv -e .env.local -- next build", [("next", "build")]),
        ("cross-env-shell A=b next build", [("next", "build")]),
        ("node --max-old-space-size=4096 node_modules/next/dist/bin/next build", [("next", "build")]),
        ("./node_modules/.bin/vite build", [("vite", "build")]),
        ("sh -c 'a && b c'", [("a",), ("b", "c")]),
        ("npm ci 2>&1 | tee 'the log'", [("npm", "ci"), ("tee", "the log")]),
        ("a; (b && c) & d", [("a",), ("b",), ("c",), ("d",)]),
        ("a # b && c\nd", [("a",), ("d",)]),
        ('echo "a && b" \\; c', [("echo", "a && b", ";", "c")]),
        ("", []),
        ("'never closed", [("'never", "closed")]),
    ],
)
def test_the_commands_of_a_text(text: str, words: list[tuple[str, ...]]) -> None:
    assert [each.words for each in invocations(text)] == words


def test_variables_are_those_of_the_command() -> None:
    (first, second) = invocations("A=1 cross-env B='2 3' next build && next export")
    assert (first.env, second.env) == ({"A": "1", "B": "2 3"}, {})


def test_what_a_condition_decides_is_not_certain() -> None:
    text = "if [ -f x ]; then npm ci; else yarn; fi; next build || true && echo x; vite build"
    assert {each.words[0]: each.certain for each in invocations(text)} == {
        "[": False, "npm": False, "yarn": False, "next": True, "true": False, "echo": False, "vite": True,
    }  # fmt: skip


def test_a_change_of_folder_holds_for_what_follows() -> None:
    text = "cd apps/web && next build && cd ../$NAME && vite build"
    assert [each.folder for each in invocations(text)] == [".", "apps/web", "apps/web", None]


def test_words_without_a_shell_are_one_command() -> None:
    assert [each.words for each in invocations_of_words(["node", "a b.js", "&&"])] == [("node", "a b.js", "&&")]


@pytest.mark.parametrize(
    "text", ["'" * 50_001, '"\\' * 20_000, "a" * 100_000, "(" * 50_000, "$(" * 20_000, "<" * 60_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    assert isinstance(invocations(text), tuple)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("npm run build", ("build",)),
        ("npm start", ("start",)),
        ("npm test", ("test",)),
        ("npm ci", ()),
        ("yarn build", ("build",)),
        ("bun run build", ("build",)),
        ("run-s lint build", ("lint", "build")),
        ("npm --prefix web run build", ()),
        ("next build", ()),
    ],
)
def test_which_scripts_are_called(text: str, names: tuple[str, ...]) -> None:
    assert invocations(text)[0].calls() == names


@pytest.mark.parametrize(
    ("text", "installs"),
    [("npm ci", True), ("npm install --omit=dev", True), ("yarn", True), ("yarn --immutable", True), ("pnpm i", True),
     ("npm install next", False), ("npm i -g pnpm", False), ("yarn build", False)],
)  # fmt: skip
def test_what_installs(text: str, installs: bool) -> None:
    assert invocations(text)[0].installs is installs
