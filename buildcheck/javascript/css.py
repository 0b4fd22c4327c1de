"""The text of a style sheet -> what it asks for: ``@import`` and the like, ``url()``, ``composes … from``.

Read with tinycss2, which follows CSS Syntax Level 3: any at-rule (``@plugin``, ``@source``) is a rule to it, while the
grammar of tree-sitter takes those that it does not know for errors. ``.scss``, ``.sass`` and ``.less`` are languages of
their own with no kept grammar on PyPI; they are not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import tinycss2
from tinycss2.ast import AtRule, FunctionBlock, IdentToken, LiteralToken, Node, QualifiedRule, StringToken, URLToken

from buildcheck.model.module import Import, ImportKind, Module

# Tailwind 4: https://tailwindcss.com/docs/functions-and-directives
_AT_RULES = frozenset({"import", "plugin", "config", "reference", "source"})
_NOT_FILES = ("data:", "#", "about:")


def css_of(text: bytes) -> Module:
    """Give the facts of a style sheet. ``names`` of an import is the at-rule that makes it (``@import``), or
    ``composes``."""
    rules, _ = tinycss2.parse_stylesheet_bytes(text, skip_comments=True, skip_whitespace=True)
    found = {each for rule in rules for each in _rule(rule)}
    return Module(language="css", imports=tuple(sorted(found, key=lambda each: (each.line, each.column))))


def _rule(rule: Node) -> Iterator[Import]:
    if isinstance(rule, AtRule) and rule.lower_at_keyword in _AT_RULES:
        request = next(
            (each for each in rule.prelude if isinstance(each, StringToken | URLToken) or _is_url(each)), None
        )
        if request is not None:
            yield from _import(request, "style", f"@{rule.lower_at_keyword}")
        return
    if isinstance(rule, AtRule | QualifiedRule) and rule.content is not None:
        yield from _inside(rule.content)


def _inside(tokens: Sequence[Node]) -> Iterator[Import]:
    """Go through a block, and through the blocks and functions in it, without recursion: any text may come."""
    pending: list[Sequence[Node]] = [tokens]
    while pending:
        content = pending.pop()
        for place, token in enumerate(content):
            if isinstance(token, URLToken) or _is_url(token):
                yield from _import(token, "url")
            elif isinstance(token, IdentToken) and token.lower_value == "composes":
                yield from _composed(content[place + 1 :])
            elif isinstance(token, FunctionBlock):
                pending.append(token.arguments)
            elif hasattr(token, "content"):
                pending.append(token.content)


def _composed(rest: Sequence[Node]) -> Iterator[Import]:
    """Read ``: a b from "x"``."""
    wanted = False
    for token in rest:
        if isinstance(token, LiteralToken) and token.value == ";":
            return
        if isinstance(token, StringToken) and wanted:
            yield from _import(token, "style", "composes")
        wanted = (isinstance(token, IdentToken) and token.lower_value == "from") or (
            wanted and token.type == "whitespace"
        )


def _is_url(token: Node) -> bool:
    return isinstance(token, FunctionBlock) and token.lower_name in {"url", "src"}


def _import(token: Node, kind: ImportKind, *names: str) -> Iterator[Import]:
    inner = token.arguments if isinstance(token, FunctionBlock) else [token]
    text = next((each.value for each in inner if isinstance(each, StringToken | URLToken)), "")
    if text and not text.startswith(_NOT_FILES):
        yield Import(specifier=text, kind=kind, names=names, line=token.source_line, column=token.source_column)
