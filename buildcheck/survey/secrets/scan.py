"""`Project` -> secrets in its text files. A value is looked at in memory and forgotten: what is kept is its kind and
its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from buildcheck.load.files import Files
from buildcheck.model.committed_secret import CommittedSecret
from buildcheck.model.project import Project
from buildcheck.model.value import At
from buildcheck.survey.secrets.excuses import is_for_tests, is_local_key, is_made_up, is_no_host
from buildcheck.survey.secrets.shapes import Form, forms
from buildcheck.survey.secrets.tokens import MARK, service_role_tokens

_MAX_BYTES = 512 * 1024
_MOST = 50
_NOT_READ = re.compile(
    r"(?:^|/)(?:node_modules|\.next|\.git|\.yarn|dist|build|out|vendor|coverage)/|"
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?)$|"
    r"\.(?:png|jpe?g|gif|webp|avif|ico|svg|woff2?|ttf|otf|eot|mp[34]|webm|mov|wav|pdf|zip|gz|tgz|wasm|map|snap|lock|"
    r"min\.js|min\.css|css|scss)$",
    re.IGNORECASE,
)


def committed_secrets(project: Project) -> tuple[CommittedSecret, ...]:
    """Give the secrets that stand in the text files of the source, each once, in the order of their places; at most
    fifty."""
    files = Files(project.source)
    found: dict[tuple[str, bytes], list[At]] = {}
    for entry in project.source.entries:
        if entry.kind != "file" or not 16 <= entry.size <= _MAX_BYTES or _NOT_READ.search(entry.path):
            continue
        content = files.read(entry.path, _MAX_BYTES) if not is_for_tests(entry.path) else None
        if content is None or b"\0" in content[:8192]:
            continue
        for place, end, kind in sorted(_places(entry.path, content)):
            line = content.count(b"\n", 0, place) + 1
            found.setdefault((kind, content[place:end]), []).append(At(path=entry.path, line=line))
        if len(found) >= _MOST:
            break
    secrets = [CommittedSecret(kind=kind, at=places[0], also=tuple(places[1:])) for (kind, _), places in found.items()]
    return tuple(secrets[:_MOST])


def secret_lines(path: str, content: bytes) -> frozenset[int]:
    """Give the lines of a file that hold a part of a secret, so that nobody shows them."""
    found: set[int] = set()
    for place, end, _ in _places(path, content):
        first = content.count(b"\n", 0, place) + 1
        found |= set(range(first, first + content.count(b"\n", place, end) + 1))
    return frozenset(found)


def secret_spans(content: bytes) -> Iterator[tuple[int, int]]:
    """Give where the secret parts of credentials begin and end (bytes), for whoever takes them out: of a private key
    without its first line, of an address the password. No path excuses them."""
    for form in forms():
        if any(mark in content for mark in form.marks):
            for match in form.pattern.finditer(content):
                if not _is_excused("", form, match):
                    yield match.span("secret") if match.groupdict().get("secret") else match.span()
    if MARK in content:
        yield from service_role_tokens(content)


def _places(path: str, content: bytes) -> Iterator[tuple[int, int, str]]:
    """Give where secrets begin and end (bytes), and their kinds."""
    for form in forms():
        if any(mark in content for mark in form.marks):
            for match in form.pattern.finditer(content):
                if not _is_excused(path, form, match):
                    yield *match.span(), form.title
    if MARK in content:
        for begin, end in service_role_tokens(content):
            yield begin, end, "service-role key of Supabase"


def _is_excused(path: str, form: Form, match: re.Match[bytes]) -> bool:
    found = match.groupdict()
    host = found.get("host")
    if host is not None and is_no_host(host):
        return True
    if form.title == "private key":
        return is_local_key(path)
    return is_made_up(found.get("secret") or match[0], form.entropy)
