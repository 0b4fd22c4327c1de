"""Text that takes the place of a secret one: the same length and kinds of characters, and nothing else of it."""

from __future__ import annotations

import random
import string

_HEX = frozenset(string.hexdigits + "-")
# Beyond ASCII one character stands for all of the same length in UTF-8: no letter, so that no name is made of it.
_BEYOND = {2: "\u00a4", 3: "\u203b", 4: "\U0001f511"}

Span = tuple[int, int]


def made(text: bytes, seed: str) -> bytes:
    """Give text in the place of ``text``: letters for letters (of hexadecimal ones hexadecimal ones), digits for
    digits, and the other characters of ASCII as they are. It depends on ``seed`` and these kinds alone."""
    draw = random.Random(seed)
    characters = text.decode("utf-8", "surrogateescape")
    letters = 6 if _HEX.issuperset(characters.removeprefix("0x")) else 26
    return "".join(_other(each, draw, letters) for each in characters).encode()


def _other(character: str, draw: random.Random, letters: int) -> str:
    for kind in (string.digits, string.ascii_lowercase[:letters], string.ascii_uppercase[:letters]):
        if character in kind:
            return draw.choice(kind)
    if character.isascii():
        return character
    return _BEYOND.get(len(character.encode("utf-8", "replace")), "?")


def guessable(length: int, seed: str) -> bytes:
    """Give ``length`` characters that anybody would try first as a password, in the place of others of that kind."""
    word = b"admin" if length > 4 else b"abc"
    return (word + made(b"0" * length, seed))[:length]
