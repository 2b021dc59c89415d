"""Looks for values in bytes, in whatever way they may be written there."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping


def forms(text: str) -> Iterator[tuple[str, bytes]]:
    """How a text may be found in bytes: as it is, escaped, and in base64 wherever it begins there."""
    data = text.encode()
    yield "plain", data
    yield "escaped", json.dumps(text)[1:-1].replace("@", "\\u0040").encode()
    yield "in code points", "".join(f"\\u{ord(letter):04x}" for letter in text).encode()
    yield "hexadecimal", data.hex().encode()
    yield "UTF-16", text.encode("utf-16-le")
    for shift in range(3):
        yield f"base64 from {shift}", b64encode(b"\0" * shift + data)[4 if shift else 0 : -4]


def survivors(outputs: Mapping[str, bytes], values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Output, name of the value and form, of each that is there."""
    return [
        (output, name, form)
        for output, data in outputs.items()
        for name, value in values.items()
        for form, needle in forms(value)
        if needle in data
    ]
