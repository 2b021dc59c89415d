"""The labelled corpus of attempts to steer a model, and of harmless texts, in two halves."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from tests.detect.corpus.corpus import Half

_HERE = Path(__file__).parent
_WAY = re.compile(r"\{(base64|hex|rot13|escaped|zero|zerobits|wide|tags):([^{}]*)\}")
_CODE = re.compile(r"\\u([0-9a-f]{4})")
_ROT13 = str.maketrans(ascii_lowercase, ascii_lowercase[13:] + ascii_lowercase[:13])
_WAYS: dict[str, Callable[[str], str]] = {
    "base64": lambda text: b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
    "rot13": lambda text: text.translate(_ROT13),
    "escaped": lambda text: "".join([f"\\u{ord(each):04x}" for each in text]),
    "zero": "\u200b".join,
    "zerobits": lambda text: "".join(["\u200b\u200c"[bit == "1"] for byte in text.encode() for bit in f"{byte:08b}"]),
    "wide": lambda text: "".join([chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text]),
    "tags": lambda text: "".join([chr(0xE0000 + ord(each)) for each in text]),
}


class Case(NamedTuple):
    kinds: frozenset[str]
    place: str
    """input, document or tool_result."""
    text: str


def attempts(half: Half) -> Iterator[Case]:
    for line in _lines(f"{half}_attempts.txt"):
        kinds, place, text = line.split(" ", 2)
        yield Case(frozenset(kinds.split("+")), place, _written(text))


def harmless(half: Half) -> Iterator[Case]:
    for line in _lines(f"{half}_harmless.txt"):
        place, text = line.split(" ", 1)
        yield Case(frozenset(), place, _written(text))


def _lines(name: str) -> list[str]:
    return [line for line in (_HERE / name).read_text().splitlines() if not line.startswith("# ")]


def _written(text: str) -> str:
    text = text.replace("\\\\", "\0").replace("\\n", "\n").replace('\\"', '"').replace("\0", "\\")
    text = _CODE.sub(lambda code: chr(int(code[1], 16)), text)
    return _WAY.sub(lambda way: _WAYS[way[1]](way[2]), text)
