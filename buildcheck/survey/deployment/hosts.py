"""The files of hosts that hold plain settings -> `Deployment`, one for each file.

``vercel.json``, ``netlify.toml``, ``firebase.json``, ``fly.toml``, ``wrangler.*``, ``railway.*``, ``nixpacks.toml``,
``Procfile`` and ``app.json``. Keys are those of the files, joined with dots. Of Netlify's contexts, that of production
overrides what stands in ``[build]``, as it does there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from buildcheck.load.files import Files
from buildcheck.load.gitignore import expressions
from buildcheck.load.paths import join
from buildcheck.model.deployment import Deployment, DeploymentKind, Setting
from buildcheck.model.project import IgnoreRule
from buildcheck.model.value import At
from buildcheck.survey.deployment.flat import settings_of_json, settings_of_toml

_MAX_BYTES = 256 * 1024
_MAX_RULES = 500
_MAX_WILDCARDS = 3
Read = Callable[[str, str], tuple[Setting, ...]]


def read_procfile(path: str, text: str) -> tuple[Setting, ...]:
    """Give one setting per process: ``web``, ``release`` …"""
    found = []
    for number, line in enumerate(text.splitlines()[:200], start=1):
        name, colon, command = line.partition(":")
        if colon and name.strip().replace("-", "").replace("_", "").isalnum() and command.strip():
            found.append(Setting(key=name.strip(), value=command.strip(), at=At(path=path, line=number)))
    return tuple(found)


def read_netlify(path: str, text: str) -> tuple[Setting, ...]:
    """Give the settings of ``netlify.toml``, those of the production context in the place of ``[build]``'s first."""
    found = settings_of_toml(path, text)
    prefix = "context.production."
    own = [Setting(key=f"build.{each.key[len(prefix):]}", value=each.value, at=each.at) for each in found
           if each.key.startswith(prefix)]  # fmt: skip
    return (*own, *found)


_FILES: tuple[tuple[str, DeploymentKind, Read], ...] = (
    ("vercel.json", "vercel", settings_of_json),
    ("now.json", "vercel", settings_of_json),
    ("netlify.toml", "netlify", read_netlify),
    ("firebase.json", "firebase", settings_of_json),
    ("fly.toml", "fly", settings_of_toml),
    ("wrangler.toml", "cloudflare", settings_of_toml),
    ("wrangler.json", "cloudflare", settings_of_json),
    ("wrangler.jsonc", "cloudflare", settings_of_json),
    ("railway.toml", "railway", settings_of_toml),
    ("railway.json", "railway", settings_of_json),
    ("nixpacks.toml", "railway", settings_of_toml),
    ("Procfile", "procfile", read_procfile),
    ("app.json", "heroku", settings_of_json),
)
_IGNORE_FILES: dict[DeploymentKind, str] = {"vercel": ".vercelignore", "procfile": ".slugignore"}


def host_files(files: Files, folders: tuple[str, ...]) -> Iterator[Deployment]:
    """Give the hosts' files in ``folders``, the nearest to the app first."""
    for folder in folders:
        for name, kind, read in _FILES:
            text = files.text(join(folder, name), _MAX_BYTES)
            if text is not None:
                path = join(folder, name)
                rules = _ignore_rules(files, folder, kind)
                yield Deployment(kind=kind, path=path, folder=folder, settings=read(path, text), ignore_rules=rules)
        if files.has(folder, ".vercelignore") and not files.has(folder, "vercel.json"):
            rules = _ignore_rules(files, folder, "vercel")
            yield Deployment(kind="vercel", path=join(folder, ".vercelignore"), folder=folder, ignore_rules=rules)


def _ignore_rules(files: Files, folder: str, kind: DeploymentKind) -> tuple[IgnoreRule, ...]:
    """Read the ignore file beside a host's file: gitignore's patterns (vercel.com/docs/deployments/vercel-ignore)."""
    name = _IGNORE_FILES.get(kind)
    text = files.text(join(folder, name), _MAX_BYTES) if name else None
    found: list[IgnoreRule] = []
    for line, pattern, expression, ignores in expressions(text or ""):
        if pattern.count("*") <= _MAX_WILDCARDS and len(found) < _MAX_RULES:
            at = At(path=join(folder, name or ""), line=line)
            found.append(IgnoreRule(at=at, pattern=pattern, expression=expression, ignores=ignores))
    return tuple(found)
