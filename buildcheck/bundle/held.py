"""The shell, the user's settings and the env files of this machine -> the secret values in them, so that a bundle can
be searched for each. They are held for that search alone: shown and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from buildcheck import services
from buildcheck.bundle.secret_parts import looks_random
from buildcheck.load.dotenv.dialect import Dialect
from buildcheck.load.dotenv.parse import parse
from buildcheck.load.dotenv.placeholders import is_placeholder
from buildcheck.load.env_files import is_env_file
from buildcheck.load.secrets import is_secret

_MAX_BYTES = 256 * 1024
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|PRIVATE|DSN|PASS|PWD|CREDENTIALS?|AUTH|SALT|PEPPER)(?:_|$)", re.IGNORECASE)
_PUBLIC_NAME = re.compile(r"PUBLIC|PUBLISHABLE")
_SETTINGS = (".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml", ".config/pnpm/rc", ".netrc")
_WORDS = re.compile(r"[^\s\"'=,]+")


def held_secrets(folders: tuple[Path, ...], environ: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Give them by a name for each; of an address the password alone. ``folders`` are those in which env files of the
    project lie, ``environ`` is the environment of the user's shell."""
    found = {name: value for name, value in environ.items() if _is_secret(name, value)}
    for folder in dict.fromkeys(folders):
        for file in _env_files(folder):
            for entry in parse(_text(file), dialect):
                if _is_secret(entry.name, entry.value):
                    found[f"{file.name} {entry.name}"] = entry.value
    home = Path(environ.get("HOME") or Path.home())
    named = environ.get("NPM_CONFIG_USERCONFIG")
    for file in (*(home / each for each in _SETTINGS), *((Path(named),) if named else ())):
        for number, word in enumerate(_WORDS.findall(_text(file))):
            if looks_random(word) and "/" not in word:
                found[f"{file.name} {number}"] = word
    return {name: secret for name, value in found.items() for secret in (tuple(_passwords(value)) or (value,))}


def _is_secret(name: str, value: str) -> bool:
    if is_placeholder(value) or _PUBLIC_NAME.search(name.upper()) or value.startswith(("/", "~")):
        return False
    service = services.find(name)
    known = service is not None and service[1].kind == "secret"
    return known or is_secret(name) or _SECRET_NAME.search(name) is not None or any(_passwords(value))


def _passwords(value: str) -> Iterator[str]:
    try:
        password = urlsplit(value).password
    except ValueError:
        return
    if password:
        yield password


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
