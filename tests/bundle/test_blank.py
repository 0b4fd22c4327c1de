"""What stands in the place of a secret value: nothing of it, and all that is said about it."""

from __future__ import annotations

import re
import time
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from buildcheck.bundle.blank import Blanker
from buildcheck.bundle.guard import Guard
from buildcheck.bundle.made import made
from buildcheck.load.dotenv.dialect import dialect_of
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.env_files import is_env_file
from buildcheck.model.environment import Variable
from buildcheck.model.project import Framework
from buildcheck.survey.secrets import secret_lines
from tests.cases import FIXTURES

NEXT = Framework(name="next", version="15.0.0")
LIVE = "sk_" + "live_" + "51HvJ8sKq2LmNpRtVwXzA7bC"
GITHUB = "gh" + "p_" + "16C7e42F292c6912E7710c838347Ae178B4a"


def blanked(path: str, text: str, **secrets: str) -> str:
    variables = {"NEXT_PUBLIC_URL": Variable(name="NEXT_PUBLIC_URL", public=True, sensitivity="public")}
    found = Blanker(NEXT, variables, Guard(secrets), "1").blank(path, text.encode())
    assert len(found.content) == len(text.encode())
    assert found.blanked is not None or found.content == text.encode()
    return found.content.decode()


@pytest.mark.parametrize(
    ("line", "gone"),
    [
        ("PASSWORD=hunter2hunter2", "hunter2"),
        ('PASSWORD="hunter2 with words"', "hunter2"),
        ("PASSWORD='hunter2'  # the old one", "hunter2"),
        ("export PASSWORD = hunter2", "hunter2"),
        ("PASSWORD=hunter2#more4567", "more4567"),
        ("PASSWORD=pa$sword7", "sword7"),
        ("# PASSWORD=hunter2", "hunter2"),
        ("#PASSWORD: hunter2", "hunter2"),
        ("hunter2hunter2", "hunter2"),
        ('KEY="one\nhunter2\nthree"', "hunter2"),
        ("DATABASE_URL=postgres://admin:hunter2@db.shop.test:5432/shop", "hunter2"),
        ("DATABASE_URL=postgres://admin:hun/ter2@db.shop.test/shop", "ter2"),
        ("DATABASE_URL=https://db.shop.test/shop?password=hunter2", "hunter2"),
        ("HOOK=https://hooks.shop.test/services/T0AB12CD34/aB3dE5fG7hJ9", "aB3dE5fG7hJ9"),
        ('ACCOUNT={"type": "service_account", "private_key": "abc123def456"}', "abc123def456"),
        ("PASSWORD=geheimnisträger", "träger"),
        (f"STRIPE_KEY={LIVE}", LIVE[8:]),
        ("SESSION_SECRET=secret123", "secret123"),
        ("PASSWORD=hunter2\r\nOTHER=x", "hunter2"),
        ("APP=my-app-secret-9f8e7d6c5b", "9f8e7d6c5b"),
    ],
)
def test_a_secret_goes(line: str, gone: str) -> None:
    for text in (line, f"A=1\n{line}\nB=true\n", f"\ufeffA=1\r\n{line}\r\n"):
        assert gone not in blanked(".env", text)


@pytest.mark.parametrize(
    "line",
    [
        "A=",
        "A=true",
        "A=3000",
        "NODE_ENV=production",
        "A=your-api-key-here",
        "NEXT_PUBLIC_URL=https://shop.test/a",
        "API=https://api.shop.test/v2/orders",
        "DATA=./data/local.db",
        "A=${OTHER}\nOTHER=",
        "# Write your key below.",
    ],
)
def test_what_is_no_secret_stays(line: str) -> None:
    assert blanked(".env", line) == line


def test_what_only_says_the_kind_stays() -> None:
    text = blanked(".env", f"A=postgres://u:hunter2@db.shop.test:5432/shop\nB={LIVE}\nC=user@shop.test\n")
    assert re.search(r"^A=postgres://[a-z]:[a-z]{6}\d@db\.shop\.test:5432/shop$", text, re.MULTILINE)
    assert re.search(r"^B=sk_live_[0-9A-Za-z]{24}$", text, re.MULTILINE)
    assert re.search(r"^C=[a-z]{4}@[a-z]{4}\.[a-z]{4}$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "text", "gone"),
    [
        (
            ".npmrc",
            "//registry.example.test/:_authToken=abc=def#1\nregistry=https://registry.example.test/",
            "abc=def#1",
        ),
        ("web/.npmrc", "_auth = YWRtaW46aHVudGVyMg==", "YWRtaW46"),
        (".yarnrc.yml", 'npmScopes:\n  a:\n    npmAuthToken: "abc123"\n', "abc123"),
        ("bunfig.toml", 'a = { token = "abc123", url = "https://u:pw12@registry.example.test/" }', "abc123"),
        ("bunfig.toml", 'a = { token = "abc123", url = "https://u:pw12@registry.example.test/" }', "pw12"),
        ("package.json", '{"dependencies": {"a": "git+https://abc123@code.test/a.git"}}', "abc123"),
        ("package-lock.json", '{"resolved": "https://u:abc123@code.test/a.tgz"}', "abc123"),
        ("src/pay.ts", f'const key = "{LIVE}";', LIVE[8:]),
        ("test/fixtures/pay.ts", f'const key = "{GITHUB}";', GITHUB[4:]),
        ("certs/secrets.json", '{"a": "aB3dE5fG7hJ9kL1m"}', "aB3dE5fG7hJ9kL1m"),
        ("store.p12", "binary content", "content"),
        ("src/a.ts", 'fetch("https://a.test", {key: "q7W8e9R0t1Y2"})', "q7W8e9R0t1Y2"),
        (".env.example", f"KEY={LIVE}", LIVE[8:]),
        (".npmrc", "; //registry.example.test/:_authToken=abc123def", "abc123def"),
        (".envrc", "export API_TOKEN=q7W8e9R0t1Y2u3I4", "q7W8e9R0t1Y2u3I4"),
        ("docker-compose.yml", "    POSTGRES_PASSWORD: q7W8e9R0t1Y2u3I4", "q7W8e9R0t1Y2u3I4"),
        ("Dockerfile", "ENV API_SECRET=q7W8e9R0t1Y2u3I4", "q7W8e9R0t1Y2u3I4"),
        ("vercel.json", '{"env": {"SECRET_KEY": "q7W8e9R0t1Y2u3I4"}}', "q7W8e9R0t1Y2u3I4"),
        ("next.config.js", "env: { apiKey: 'q7W8e9R0t1Y2u3I4' }", "q7W8e9R0t1Y2u3I4"),
        ("package.json", '{"scripts": {"build": "API_TOKEN=q7W8e9R0t1Y2u3I4 vite build"}}', "q7W8e9R0t1Y2u3I4"),
        ("README.md", "git clone https://ann:hunter27x@code.shop.dev/a.git", "hunter27x"),
        ("README.md", "curl -H 'Authorization: Bearer q7W8e9R0t1Y2u3I4'", "q7W8e9R0t1Y2u3I4"),
        ("id_ed25519", "-----BEGIN PRIVATE" + " KEY-----\n" + 4 * "MC4CAQAwBQYDK2VwBC" + "\n-----END", "MC4CAQAwBQYD"),
    ],
)
def test_a_secret_in_another_file_goes(path: str, text: str, gone: str) -> None:
    assert gone not in blanked(path, text, API_KEY="q7W8e9R0t1Y2")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/a.ts", "const token = createToken123456789();"),
        ("src/a.ts", 'const passwordInput = "form-field-password-2"; const key = "text-primary-500";'),
        ("src/a.ts", 'const apiKey = "x-api-key-header-v2"; token: "getUserToken2024"; secret = `${a1b2c3d4e5f6}`'),
        ("src/a.ts", 'const TOKEN = "0x' + 4 * "a1B2c3D4e5" + '";'),
        ("ci.yml", "TOKEN: ${{ secrets.DEPLOY_TOKEN_12 }}\nAPI_KEY: process.env.API_KEY_12345"),
        ("conf.yml", "token: https://login.shop.dev/oauth2/v2.0/token\nkey: ./certs/key-2024.pem"),
        ("src/a.ts", '"-----BEGIN PRIVATE' + ' KEY-----\\n" + keyOfTheEnvironment + separatorBehindIt + "\\n"'),
        (
            "package.json",
            '{"jsonwebtoken": "github:auth0/node-jsonwebtoken#a1b2c3d4e5f6", "a-token": "a/b#a1b2c3d4e5"}',
        ),
        ("package-lock.json", '"node_modules/a-token": {"resolved": "https://registry.example.test/a-1.0.0.tgz"}'),
        ("README.md", "https://user:password@localhost:5432/x git@code.shop.dev:a/b.git https://shop.dev/@ann/x"),
    ],
)
def test_what_only_has_the_name_of_a_secret_stays(path: str, text: str) -> None:
    assert blanked(path, text) == text


@pytest.mark.parametrize("filling", ["-", "1-", "a1.", "/", "a:b@"])
def test_odd_text_is_read_in_a_moment(filling: str) -> None:
    text = "token: a1Bcdefg" + filling * 200 + "é://" + filling * 20_000 + "@"
    started = time.perf_counter()
    blanked("a.yml", text)
    assert time.perf_counter() - started < 1


def test_of_what_this_machine_holds_the_kind_stays() -> None:
    text = blanked("src/a.ts", f'const key = "{LIVE}";', STRIPE_KEY=LIVE)
    assert re.search('"sk_live_[0-9A-Za-z]{24}"', text)
    assert LIVE not in text


def test_references_and_other_settings_stay() -> None:
    text = "//registry.example.test/:_authToken=${NPM_TOKEN}\nlegacy-peer-deps=true\n"
    assert blanked(".npmrc", text) == text
    yarn = "yarnPath: .yarn/releases/yarn-3.6.1.cjs\nnodeLinker: node-modules\n"
    assert blanked(".yarnrc.yml", yarn) == yarn
    ssh = '{"dependencies": {"a": "git+ssh://git@code.test/a.git"}}'
    assert blanked("package.json", ssh) == ssh


def test_what_is_said_of_a_secret_is_said_of_the_made_one() -> None:
    text = f'const a = 1;\nconst key = "{LIVE}";\nconst token = "{GITHUB}";\n'
    assert secret_lines("a.ts", blanked("a.ts", text).encode()) == {2, 3}


def test_the_same_seed_gives_the_same_text() -> None:
    assert blanked(".env", "A=hunter2x") == blanked(".env", "A=hunter2x")


def test_the_same_secret_is_the_same_made_text_everywhere() -> None:
    blanker = Blanker(NEXT, {}, Guard({}), "1")
    texts = [blanker.blank(path, f'const key = "{LIVE}";'.encode()).content for path in ("a.ts", "docs/b.md")]
    assert texts[0] == texts[1]


def test_certificates_stay_and_their_private_keys_go() -> None:
    body = "\n".join("aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9fG1hJ3" for _ in range(6))
    certificate = f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"
    assert blanked("certs/ca.pem", certificate) == certificate
    key = certificate.replace("CERTIFICATE", "PRIVATE" + " KEY")
    assert "aB3dE5fG7hJ9" not in blanked("certs/localhost.pem", key)
    assert blanked("certs/localhost.pem", key).startswith("-----BEGIN PRIVATE" + " KEY-----\n")


def test_the_made_text_does_not_depend_on_the_secret() -> None:
    assert (
        blanked(".env", "PASSWORD=hunter2x")
        == blanked(".env", "PASSWORD=gaudium7y")[: len("PASSWORD=")]
        + blanked(".env", "PASSWORD=soccer3z")[len("PASSWORD=") :]
    )


@pytest.mark.parametrize("path", sorted(each for each in FIXTURES.glob("*/project/**/.env*") if is_env_file(each.name)))
def test_env_files_of_all_cases_keep_their_entries(path: Path) -> None:
    content = path.read_bytes()
    found = Blanker(NEXT, {}, Guard({}), "1").blank(".env", content).content
    dialect = dialect_of(NEXT)
    before, after = (parse(each.decode("utf-8", "replace"), dialect) for each in (content, found))
    assert [(each.name, each.line, each.quote) for each in before] == [
        (each.name, each.line, each.quote) for each in after
    ]


@hypothesis.given(text=st.text(alphabet=st.sampled_from("AB=:#\"'`$ \\\n\r\tax1é-/@{}"), max_size=60))
def test_any_text_keeps_its_length_and_its_names(text: str) -> None:
    found = blanked(".env", text)
    dialect = dialect_of(NEXT)
    assert [each.line for each in parse(found, dialect)] == [each.line for each in parse(text, dialect)]


@hypothesis.given(text=st.text(max_size=40), seed=st.text(max_size=3))
def test_made_text_has_the_same_kinds_of_characters(text: str, seed: str) -> None:
    def kinds(of: str) -> list[str]:
        return [re.sub("[a-z]", "a", re.sub("[A-Z]", "A", re.sub("[0-9]", "0", each))) for each in of if each.isascii()]

    found = made(text.encode(), seed)
    assert len(found) == len(text.encode())
    assert kinds(found.decode()) == kinds(text)


@hypothesis.given(text=st.binary(max_size=40))
def test_made_bytes_have_the_same_length(text: bytes) -> None:
    assert len(made(text, "1")) == len(text)
