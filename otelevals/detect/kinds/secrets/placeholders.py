"""What stands where a secret would, in examples and in texts that had their secrets taken out."""

import re

_WORDS = frozenset(
    (
        "password", "passwd", "passwort", "secret", "token", "string", "str", "null", "none", "nil", "true", "false",
        "undefined", "required", "optional", "example", "changeme", "change_me", "placeholder", "redacted", "hidden",
        "masked", "removed", "filtered", "empty", "unknown", "default", "value", "text", "yourpassword", "mypassword",
        "yourtoken", "yourkey", "integer", "number", "boolean", "object", "bytes", "pass", "user", "username", "key",
    )
)  # fmt: skip
_MARKS = re.compile(
    r"[$%]?[{(<\[]|\$[A-Za-z_]|%[A-Za-z_]+%$|[*x•.…_#-]+$|x{4}|\*{3}|(?:your|my|the|insert|enter|some|example|dummy|fake)[_-]"
    r"|.{0,60}?(?:[._-]here$|redacted|placeholder|\.\.\.|…|\*{4}|x{6}|example$)",
    re.I,
)


def is_placeholder(value: str) -> bool:
    return value.lower().strip("<>[]{}()\"'") in _WORDS or _MARKS.match(value[:80]) is not None
