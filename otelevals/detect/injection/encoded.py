"""What is written in base64 or hexadecimal digits, decoded where it is text; and requests to do what is encoded."""

import binascii
import re
from collections.abc import Iterator

import re2

_CODE = r"(?:base ?-?(?:64|32)|hex(?:adecimal)?|rot ?-?13|caesar|morse|binary|cipher(?:text)?|url[- ]?encod\w*|encoded)"
_DECODE = r"\b(?:decode|decrypt|decipher|unscramble|de-?kodiere[n]?|entschlussle|entziffere|dechiffr\w+|decod[ae]\w*|decript\w+|decodific\w+|ontcijfer|apply|decoding|translate|convert|read)"
_DO = (
    r"(?:follow|obey|execute|carry (?:it |this |them )?out|do (?:what|as|exactly)|comply|act on|perform|run it|answer (?:it|the)|fuhre|befolge|ausfuhr\w*|execut\w+|suis|suivez"
    r"|ejecut\w*|sigue|cumpl\w+|segui|esegui|siga|voer|volg)\b"
)
_NEAR = r"[^\n]{0,160}"
PATTERNS = (
    rf"{_DECODE}\b{_NEAR}\b{_CODE}\b{_NEAR}\b{_DO}",
    rf"\b{_CODE}\b{_NEAR}{_DECODE}\b{_NEAR}\b{_DO}",
    r"(?:解码|解碼|解密|译码)[^\n]{0,80}(?:base64|hex|rot13|编码|密文)[^\n]{0,60}(?:执行|遵循|照做|按照|執行)",
    r"(?:декодируй|расшифруй|раскодируй)[^\n]{0,160}(?:выполни|следуй|исполни|сделай)",
    r"(?:base64|hex|rot13|エンコード)[^\n]{0,80}(?:デコード|復号|解読)[^\n]{0,80}(?:実行|従っ)",
)
_BASE64 = re2.compile(r"[A-Za-z0-9+/]{20,}=?=?")
_ESCAPED = re2.compile(r"(?i)(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|&#x?[0-9a-f]{2,6};|%[0-9a-f]{2}){12,}")
_ESCAPE = re.compile(r"&#(\d+);|(?:\\[ux]|&#x|%)([0-9a-f]+);?", re.I)
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
_LEAST_LETTERS = 0.7


def decoded(text: str) -> Iterator[tuple[int, str]]:
    """Texts that are encoded in a text, with the places where they begin; once, and not what is encoded in those."""
    data = text.encode("utf-8", "replace")
    for found in _ESCAPED.finditer(data):
        yield found.start(), _ESCAPE.sub(_unescaped, found[0].decode())
    for found in _BASE64.finditer(data):
        written = found[0].decode()
        inside = _as_text(_from_hex(written) if _HEX.fullmatch(written) else _from_base64(written))
        if inside:
            yield found.start(), inside


def _unescaped(escape: re.Match[str]) -> str:
    code = int(escape[1]) if escape[1] is not None else int(escape[2], 16)
    return chr(code) if code <= 0x10FFFF else ""


def _from_hex(written: str) -> bytes:
    return bytes.fromhex(written)


def _from_base64(written: str) -> bytes:
    bare = written.rstrip("=")
    bare = bare[: len(bare) - (len(bare) % 4 == 1)]
    try:
        return binascii.a2b_base64(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return b""


def _as_text(data: bytes) -> str:
    """The text that bytes are, or nothing when they are rather something else."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    letters = sum(map(str.isalpha, text)) + text.count(" ")
    return text if letters >= _LEAST_LETTERS * len(text) else ""
