"""Users and their passwords as htpasswd files have them: plain, {SHA} and {SSHA}."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass

_SLOW = ("$2a$", "$2b$", "$2x$", "$2y$", "$apr1$", "$1$", "$5$", "$6$")
_SHA1_BYTES = hashlib.sha1(usedforsecurity=False).digest_size


@dataclass(frozen=True)
class Password:
    """A password that can be recognised and not read."""

    algorithm: str
    salt: bytes
    hashed: bytes

    def __repr__(self) -> str:
        return "Password()"

    def matches(self, text: str) -> bool:
        return hmac.compare_digest(self.hashed, _hash(self.algorithm, text, self.salt))


Users = dict[str, Password]

# What the password of somebody unknown is compared with, which then takes as long as with a user.
NOBODY = Password("sha256", b"", bytes(hashlib.sha256().digest_size))


def parse_users(text: str) -> Users:
    """The users of a file of `user:password` lines. ValueError names the line, and nothing of its password."""
    users: Users = {}
    for number, line in enumerate(text.splitlines(), 1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        user, colon, password = entry.partition(":")
        if not (user and colon and password):
            raise ValueError(f"line {number}: expected user:password")
        if user in users:
            raise ValueError(f"line {number}: this user is given twice")
        try:
            users[user] = _password(password)
        except ValueError as error:
            raise ValueError(f"line {number}: {error}") from None
    if not users:
        raise ValueError("no user is given")
    return users


def _password(text: str) -> Password:
    if text.startswith(_SLOW):
        raise ValueError("this kind of hash is not supported (choices: {SHA}, {SSHA}, the password itself)")
    for prefix, salted in (("{SHA}", False), ("{SSHA}", True)):
        if text.startswith(prefix):
            raw = _decode(text.removeprefix(prefix))
            hashed, salt = raw[:_SHA1_BYTES], raw[_SHA1_BYTES:]
            if len(hashed) < _SHA1_BYTES or bool(salt) != salted:
                raise ValueError(f"this is not a hash as {prefix} has it")
            return Password("sha1", salt, hashed)
    return Password("sha256", b"", _hash("sha256", text, b""))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("the hash is not base64") from None


def _hash(algorithm: str, text: str, salt: bytes) -> bytes:
    return hashlib.new(algorithm, text.encode("utf-8", "surrogatepass") + salt, usedforsecurity=False).digest()
