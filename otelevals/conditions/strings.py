"""String literals with Go's escapes."""

import re

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.S
)
_PLAIN = {value: f"\\{key}" for key, value in _SIMPLE.items()}


class BadString(ValueError):
    """A string literal Go would not accept; `offset` counts from its opening quote."""

    def __init__(self, offset: int, message: str, hint: str = "") -> None:
        super().__init__(offset, message, hint)
        self.offset = offset
        self.message = message
        self.hint = hint


def unquote(literal: str) -> str:
    """The value of a literal that is written with its quotes."""
    body = literal[1:-1]
    broken = body.find("\n")
    if broken >= 0:
        raise BadString(broken + 1, "a string cannot contain a line break", r"write \n")
    out = bytearray()
    end = 0
    for match in _ESCAPE.finditer(body):
        out += body[end : match.start()].encode()
        out += _escaped(match)
        end = match.end()
    out += body[end:].encode()
    try:
        return out.decode()
    except UnicodeDecodeError:
        raise BadString(0, r"the \x and octal escapes of this string are not UTF-8") from None


def quote(value: str) -> str:
    """A literal for the value."""
    return '"' + "".join(_PLAIN.get(char) or _hexadecimal(char) for char in value) + '"'


def _escaped(match: re.Match[str]) -> bytes:
    simple, byte, octal, short, long, other = match.groups()
    if simple:
        return _SIMPLE[simple].encode()
    if byte:
        return bytes.fromhex(byte)
    if octal and int(octal, 8) < 256:
        return bytes([int(octal, 8)])
    code = int(short or long or "-1", 16)
    if 0 <= code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        return chr(code).encode()
    hint = f"write \\\\{other} for a backslash" if other else ""
    raise BadString(match.start() + 1, f"unknown escape {match.group()}", hint)


def _hexadecimal(char: str) -> str:
    return char if char.isprintable() else f"\\U{ord(char):08x}"
