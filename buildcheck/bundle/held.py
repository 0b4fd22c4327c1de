"""The shell, the user's settings and the env files of this machine -> the secret values in them, so that a bundle can
be searched for each. They are held for that search alone: shown and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from buildcheck import services
from buildcheck.bundle.secret_parts import looks_random
from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.dotenv.placeholders import is_placeholder
from buildcheck.load.env_files import is_env_file
from buildcheck.load.secrets import is_secret
from buildcheck.survey.secrets import secret_spans

_MAX_BYTES = 256 * 1024
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|PRIVATE|DSN|PASS|PWD|CREDENTIALS?|AUTH|SALT|PEPPER)(?:_|$)", re.IGNORECASE)
_PUBLIC_NAME = re.compile(r"PUBLIC|PUBLISHABLE")
_SETTINGS = (
    ".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml", ".config/pnpm/rc", ".netrc", ".git-credentials",
)  # fmt: skip
_WORDS = re.compile(r"[^\s\"'=,]+")
_SECRET_KEY = re.compile(r"(?:auth|token|passw(?:or)?d|secret|ident)\Z", re.IGNORECASE)
_PAIR = re.compile(r"""^[ \t]*(?P<key>[^\s=]+)["']?[ \t]*[=:][ \t]*["']?(?P<value>[^\s"']{6,})""", re.MULTILINE)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>]+")


def held_secrets(folders: tuple[Path, ...], environ: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Give them by a name for each; of an address the password alone, as it is and as it is meant. ``folders`` are
    those in which env files of the project lie, the first that of its checkout; ``environ`` is the environment of the
    user's shell."""
    found = {name: value for name, value in environ.items() if _is_secret(name, value)}
    for folder in dict.fromkeys(folders):
        for file in _env_files(folder):
            for entry in parse(_text(file), dialect):
                if _is_secret(entry.name, entry.value):
                    found[f"{file.name} {entry.name}"] = entry.value
    home = Path(environ.get("HOME") or Path.home())
    named = environ.get("NPM_CONFIG_USERCONFIG")
    settings = [home / each for each in _SETTINGS] + ([Path(named)] if named else [])
    for file in settings:
        for number, secret in enumerate(_of_settings(_text(file))):
            found[f"{file.name} {number}"] = secret
    # Names, branches and hashes stand there as well: of git's settings the passwords of addresses alone.
    for file in (home / ".gitconfig", *(each / ".git" / "config" for each in folders[:1])):
        for number, secret in enumerate(_of_addresses(_text(file))):
            found[f"{file} {number}"] = secret
    parts = {name: tuple(_passwords(value)) or (value,) for name, value in found.items()}
    return {f"{name} {place}": each for name, secrets in parts.items() for place, each in enumerate(secrets)}


def _of_settings(text: str) -> Iterator[str]:
    yield from (
        match["value"]
        for match in _PAIR.finditer(text)
        if _SECRET_KEY.search(match["key"]) and "$" not in match["value"]
    )
    yield from _of_addresses(text)
    yield from (word for word in _WORDS.findall(text) if looks_random(word) and "/" not in word)


def _of_addresses(text: str) -> Iterator[str]:
    return (password for match in _ADDRESS.finditer(text) for password in _passwords(match[0]))


def _is_secret(name: str, value: str) -> bool:
    if is_placeholder(value) or _PUBLIC_NAME.search(name.upper()) or value.startswith(("/", "~")):
        return False
    service = services.find(name)
    known = service is not None and service[1].kind == "secret"
    named = known or is_secret(name) or _SECRET_NAME.search(name) is not None
    return named or any(_passwords(value)) or any(secret_spans(value.encode("utf-8", "surrogateescape")))


def _passwords(value: str) -> Iterator[str]:
    try:
        password = urlsplit(value).password
    except ValueError:
        return
    if password:
        yield from dict.fromkeys((password, unquote(password)))


def _env_files(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(each for each in folder.iterdir() if is_env_file(each.name))
    except OSError:
        return


def _text(file: Path) -> str:
    try:
        if not file.is_file() or file.stat().st_size > _MAX_BYTES:
            return ""
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
