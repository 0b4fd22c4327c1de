"""A private key in PEM that OpenSSL, Node, WebCrypto and node-forge read: RSA with 2,048 bits, PKCS #8.

It is the same key in every run and worthless: its primes are in this package. Encoded here, because a library for it
would weigh more than the few rules of DER that it takes (ITU-T X.690; PrivateKeyInfo: RFC 5208; RSAPrivateKey: RFC
8017). A note is put into it as an attribute (RFC 5208, section 5), which readers of keys pass over.
"""

from __future__ import annotations

import tomllib
from base64 import b64encode
from functools import cache
from importlib.resources import files

_INTEGER, _OCTETS, _TEXT, _SEQUENCE, _SET, _ATTRIBUTES = 0x02, 0x04, 0x0C, 0x30, 0x31, 0xA0
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier: rsaEncryption (1.2.840.113549.1.1.1), without parameters."""
_DESCRIPTION = bytes.fromhex("060355040d")
"""Object identifier: description (2.5.4.13)."""
_EXPONENT = 65537
_REPEATED = 9
"""A line of PEM holds 48 bytes: of nine notes of twelve bytes each, most are not torn apart by the end of a line."""


def private_key(note: str) -> str:
    """Give the key with ``note``, which base64 of it can be found by. A line feed ends each line."""
    words = _element(_TEXT, (note * _REPEATED).encode())
    attribute = _element(_SEQUENCE, _DESCRIPTION + _element(_SET, words))
    whole = _element(_SEQUENCE, _integer(0) + _RSA + _element(_OCTETS, _key()) + _element(_ATTRIBUTES, attribute))
    text = b64encode(whole).decode()
    lines = (text[start : start + 64] for start in range(0, len(text), 64))
    return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""))


@cache
def _key() -> bytes:
    primes = tomllib.loads((files("buildcheck.synthetic") / "worthless_primes.toml").read_text("utf-8"))
    p, q = (int("".join(primes[name].split()), 16) for name in ("first", "second"))
    secret = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    numbers = (0, p * q, _EXPONENT, secret, p, q, secret % (p - 1), secret % (q - 1), pow(q, -1, p))
    return _element(_SEQUENCE, b"".join(_integer(each) for each in numbers))


def _integer(number: int) -> bytes:
    return _element(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
