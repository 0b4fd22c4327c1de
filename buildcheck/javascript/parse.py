"""The entry of this stage: the text of one file -> `Module`."""

from __future__ import annotations

from pathlib import PurePosixPath

from buildcheck.model.module import Language, Module

# Longer files are bundles or data; reading them would tell little and take long.
LONGEST = 1024 * 1024

_LANGUAGES: dict[str, Language] = {
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".jsx": "jsx",
    ".ts": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".tsx": "tsx",
    ".css": "css",
    ".mdx": "mdx",
    ".vue": "vue",
    ".svelte": "svelte",
    ".astro": "astro",
}


def language_of(path: str) -> Language | None:
    """Give the language of the file at ``path`` by its ending; ``None`` for one that is not read."""
    return _LANGUAGES.get(PurePosixPath(path).suffix)


def module_of(text: bytes, language: Language) -> Module:
    """Give the facts of one file. Any bytes give a module; its ``error`` is set where they are no source text."""
    from buildcheck.javascript.facts import embedded_facts_of, facts_of
    from buildcheck.javascript.grammar import TooSlow

    try:
        match language:
            case "css":
                from buildcheck.javascript.css import css_of

                return css_of(text)
            case "mdx" | "vue" | "svelte" | "astro":
                return embedded_facts_of(text, language)
            case _:
                return facts_of(text, language)
    except TooSlow:
        return Module(language=language, error=1)
