"""Facts of files between runs, by their content: one file for each source, in the folder of all caches.

The file holds what the last run over that source needed and nothing else, so its size is bounded by the source's. It
is written anew and put in place at once: of two runs the last one wins, and neither reads half a file. What can't be
read, or was written by other code than ours of today, counts as nothing.
"""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path

import msgspec

from buildcheck.caches import cache_folder
from buildcheck.errors import EngineError
from buildcheck.model.module import Language, Module
from buildcheck.model.value import Value

_MOST_FILES = 40
_LARGEST = 128 * 1024 * 1024
_OURS = ("javascript", "model/environment.py", "model/module.py", "model/syntax.py", "model/value.py")
_GRAMMARS = ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript", "tinycss2")

Key = bytes


class _Kept(Value, frozen=True, kw_only=True):
    """``by`` is the code that found the facts; each is kept as it will be read, one by one."""

    by: str
    modules: dict[Key, msgspec.Raw]


def key_of(text: bytes, language: Language) -> Key:
    """Give the name of a content."""
    return blake2b(text, digest_size=16, person=language.encode()).digest()


def kept_modules(root: str, keys: Iterable[Key]) -> dict[Key, Module]:
    """Give the modules of ``keys`` that an earlier run over the source at ``root`` found."""
    kept = _read(root)
    found: dict[Key, Module] = {}
    decoder = msgspec.msgpack.Decoder(Module)
    for key in keys:
        raw = kept.get(key)
        if raw is not None:
            try:
                found[key] = decoder.decode(raw)
            except msgspec.MsgspecError:
                continue
    return found


def keep_modules(root: str, modules: Mapping[Key, Module]) -> None:
    """Keep ``modules`` for the next run over ``root``, in place of all that was kept for it. Where nothing can be
    written, nothing is kept."""
    encode = msgspec.msgpack.Encoder().encode
    raw = {key: msgspec.Raw(encode(module)) for key, module in modules.items()}
    content = encode(_Kept(by=_code(), modules=raw))
    if len(content) > _LARGEST:
        return
    try:
        file = _file(root)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".partial", delete=False) as partial:
            partial.write(content)
        os.replace(partial.name, file)
        _tidy(file.parent)
    except (OSError, EngineError):
        return


def _read(root: str) -> dict[Key, msgspec.Raw]:
    try:
        file = _file(root)
        if file.stat().st_size > _LARGEST:
            return {}
        kept = msgspec.msgpack.decode(file.read_bytes(), type=_Kept)
    except (OSError, EngineError, msgspec.MsgspecError):
        return {}
    return kept.modules if kept.by == _code() else {}


def _file(root: str) -> Path:
    folder = cache_folder() / "modules"
    folder.mkdir(exist_ok=True)
    name = blake2b(root.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return folder / f"{name}.bin"


def _tidy(folder: Path) -> None:
    """Leave the newest files; those that a killed run left behind go as well."""
    files = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
    for old in files[_MOST_FILES:]:
        old.unlink(missing_ok=True)


@cache
def _code() -> str:
    """Name the code that finds facts: a version alone would give old facts while that code is being changed."""
    root = Path(__file__).parent.parent
    files = [each for name in _OURS for each in (sorted((root / name).glob("*.py")) or [root / name])]
    specs = (importlib.util.find_spec(name) for name in _GRAMMARS)
    files += [Path(each.origin) for each in specs if each is not None and each.origin is not None]
    stamps = [(each.name, each.stat().st_mtime_ns, each.stat().st_size) for each in files]
    return blake2b(repr(stamps).encode(), digest_size=16).hexdigest()
