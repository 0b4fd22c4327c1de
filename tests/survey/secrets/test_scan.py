"""What is taken for a secret and what is not. The texts are put together here, so that no file holds one."""

from __future__ import annotations

import base64
import json
import random
import string
from pathlib import Path

import pytest

from buildcheck.load import load
from buildcheck.model.committed_secret import CommittedSecret
from buildcheck.model.value import At
from buildcheck.survey.secrets import committed_secrets, secret_lines

LETTERS = string.ascii_letters + string.digits


def drawn(length: int, letters: str = LETTERS) -> str:
    """Give a text without meaning, the same one each time."""
    return "".join(random.Random(length).choices(letters, k=length))


def token(**claims: str) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, claims | {"ref": "abcdefghijklmnopqrst"})
    encoded = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=") for each in parts]
    return ".".join([*encoded, drawn(43)])


def database(password: str, host: str) -> str:
    return f"postgresql://app:{password}@{host}:5432/app"


def found(folder: Path, text: str, name: str = "lib/keys.ts") -> tuple[CommittedSecret, ...]:
    (folder / "package.json").write_text("{}")
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    with load(folder) as project:
        return committed_secrets(project)


SECRETS = {
    "sk" + "_live_" + drawn(24): "live secret key of Stripe or Clerk",
    "AKIA" + drawn(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"): "access key id of AWS",
    "gh" + "p_" + drawn(36): "token of GitHub",
    "sk-proj-" + drawn(40) + "T3Blbk" + "FJ" + drawn(40): "secret key of OpenAI",
    "sk-ant-" + "api03-" + drawn(93): "secret key of Anthropic",
    "xoxb-" + "123581321345-345589144233-" + drawn(24): "token of Slack",
    "SG." + drawn(22) + "." + drawn(43): "secret key of SendGrid",
    token(role="service_role", iss="supabase"): "service-role key of Supabase",
    database(drawn(16), "db.acme-shop.io"): "password of a database",
    "-----BEGIN PRIVATE KEY-----\n" + drawn(400) + "\n-----END PRIVATE KEY-----": "private key",
    "-----BEGIN PRIVATE KEY-----\\n" + drawn(400) + "\\n-----END PRIVATE KEY-----": "private key",
}
NONE = [
    "sk" + "_test_" + drawn(24),
    "pk" + "_live_" + drawn(24),
    "sk" + "_live_" + "x" * 24,
    "sk" + "_live_your_secret_key_goes_here",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "AIza" + drawn(35),
    token(role="anon", iss="supabase"),
    token(role="service_role", iss="supabase-demo"),
    database(drawn(16), "localhost"),
    database(drawn(16), "192.168.1.9"),
    database("postgres", "db.acme-shop.io"),
    database("[YOUR-PASSWORD]", "db.acme-shop.io"),
    database("${DB_PASSWORD}", "db.acme-shop.io"),
    database(drawn(16), "example.com"),
    "sha512-" + drawn(86) + "==",
    drawn(40, "0123456789abcdef"),
    "-----BEGIN PUBLIC KEY-----\n" + drawn(400) + "\n-----END PUBLIC KEY-----",
    "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
]


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items(), ids=range(len(SECRETS)))
def test_a_secret(tmp_path: Path, secret: str, kind: str) -> None:
    secrets = found(tmp_path, f"// keys\nexport const key = `{secret}`\n")
    assert secrets == (CommittedSecret(kind=kind, at=At(path="lib/keys.ts", line=2)),)


@pytest.mark.parametrize("text", NONE, ids=range(len(NONE)))
def test_none(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, f"// keys\nexport const key = `{text}`\n") == ()


def test_one_value_in_two_places_is_one_secret(tmp_path: Path) -> None:
    secret = next(iter(SECRETS))
    found(tmp_path, f"KEY={secret}\n", ".env.example")
    (secret_found,) = found(tmp_path, f"\nconst key = '{secret}'\n")
    assert secret_found.at == At(path=".env.example", line=1)
    assert secret_found.also == (At(path="lib/keys.ts", line=2),)


@pytest.mark.parametrize("name", ["tests/keys.ts", "lib/keys.test.ts", "package-lock.json", "dist/keys.js"])
def test_files_that_are_left_out(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, next(iter(SECRETS)), name) == ()


def test_all_lines_of_a_key_are_known() -> None:
    key = "-----BEGIN PRIVATE KEY-----\n" + "\n".join([drawn(64)] * 5) + "\n-----END PRIVATE KEY-----"
    assert secret_lines("lib/keys.ts", f"\n{key}\n".encode()) >= set(range(2, 8))
