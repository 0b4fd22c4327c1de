"""A private key in PEM that OpenSSL, Node and node-forge read: RSA with 2,048 bits, PKCS #8.

It is the same in every run and worthless: its primes are in this package. Encoded here, because a library for it would
weigh more than the four rules of DER that it takes (ITU-T X.690; PrivateKeyInfo: RFC 5208; RSAPrivateKey: RFC 8017).
"""

from __future__ import annotations

import tomllib
from base64 import b64encode
from functools import cache
from importlib.resources import files

_INTEGER, _OCTETS, _SEQUENCE = 0x02, 0x04, 0x30
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier: rsaEncryption (1.2.840.113549.1.1.1), without parameters."""
_EXPONENT = 65537


@cache
def private_key() -> str:
    """Give the key, with a line feed at the end of each line."""
    primes = tomllib.loads((files("buildcheck.synthetic") / "worthless_primes.toml").read_text("utf-8"))
    first, second = (int("".join(primes[name].split()), 16) for name in ("first", "second"))
    text = b64encode(_pkcs8(first, second)).decode()
    lines = (text[start : start + 64] for start in range(0, len(text), 64))
    return "\n".join(("-----BEGIN PRIVATE KEY-----", *lines, "-----END PRIVATE KEY-----", ""))


def _pkcs8(p: int, q: int) -> bytes:
    secret = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    numbers = (0, p * q, _EXPONENT, secret, p, q, secret % (p - 1), secret % (q - 1), pow(q, -1, p))
    key = _element(_SEQUENCE, b"".join(_integer(each) for each in numbers))
    return _element(_SEQUENCE, _integer(0) + _RSA + _element(_OCTETS, key))


def _integer(number: int) -> bytes:
    return _element(_INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def _element(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
