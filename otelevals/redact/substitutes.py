"""What stands in the place of a value that was taken out."""

import hashlib
import hmac
from collections.abc import Callable

from otelevals.redact.options import HashFunction, RedactionOptions

MASK = "****"
_TOKEN_BYTES = 12
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
"""A token has no digits, so that nobody takes a part of it for a number."""


class Substitutes:
    def __init__(self, options: RedactionOptions) -> None:
        self._key = options.hmac_key.reveal().encode()
        self._hash = _hash(options.hash_function, self._key)
        self._action = options.action

    def blocked(self, value: str) -> str:
        """In place of what the configuration names by a key or a pattern."""
        return MASK if self._hash is None else self._hash(value.encode())

    def found(self, kind: str, value: str) -> str:
        """In place of private data of that kind."""
        match self._action:
            case "replace":
                return f"[{kind.upper()}]"
            case "mask":
                return MASK
            case "hash":
                return self.blocked(value)
            case "tokenize":
                digest = hmac.digest(self._key, value.encode(), "sha256")[:_TOKEN_BYTES]
                return f"[{kind.upper()}:{digest.hex().translate(_LETTERS)}]"


def _hash(function: HashFunction, key: bytes) -> Callable[[bytes], str] | None:
    match function:
        case "none":
            return None
        case "md5":
            return lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest()
        case "sha1":
            return lambda data: hashlib.sha1(data, usedforsecurity=False).hexdigest()
        case "sha3":
            return lambda data: hashlib.sha3_256(data).hexdigest()
        case "hmac-sha256":
            return lambda data: hmac.digest(key, data, "sha256").hex()
        case "hmac-sha512":
            return lambda data: hmac.digest(key, data, "sha512").hex()
